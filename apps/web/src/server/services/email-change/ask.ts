import { randomBytes } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { HOUR_MS } from '@vserver/core/units'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { Mailer } from '../../mailer.ts'
import { hashReset } from '../password-reset/forgot.ts'

const TOKEN_MS = 24 * HOUR_MS
const PER_PERSON = 5
/** Whoever has the address did not ask for letters. */
const PER_ADDRESS = 3

type Post = { mailer: Mailer; publicOrigin: string }

/** A panel that sends no letters has nobody to ask: there an address is a name to sign in with, and no more. */
export function postOf({ mailer, publicOrigin }: ServiceContext): Post | null {
  return mailer && publicOrigin ? { mailer, publicOrigin } : null
}

/**
 * Sends a link to the new address, and tells the old one. Until the link is used the old one stays the sign-in and
 * where letters go. Its word is kept as a hash, bound to the person and the address.
 */
export async function askForEmail(ctx: ServiceContext, email: string, post: Post): Promise<void> {
  const { id: userId } = ctx.viewer
  await ctx.attempts.begin(`email-change:${userId}`, PER_PERSON)
  await ctx.attempts.begin(`email-change-to:${email}`, PER_ADDRESS)
  const token = randomBytes(32).toString('base64url')
  const data = { hash: hashReset(token), email, expiresAt: new Date(ctx.now() + TOKEN_MS) }
  await sendLink(email, { token, hash: data.hash, post }).catch((cause) => {
    throw notSent(email, cause)
  })
  await ctx.db.emailChange.upsert({ where: { userId }, create: { userId, ...data }, update: data })
  await tellOld(ctx, email, 'asked')
}

async function sendLink(
  to: string,
  { token, hash, post: { mailer, publicOrigin } }: { token: string; hash: string; post: Post },
): Promise<void> {
  // In the fragment, which browsers send to nobody. Source: RFC 9110, 4.2.4 and 10.1.3.
  const link = `${publicOrigin}/email#${token}`
  await mailer.send({
    to,
    subject: 'Your new address for the panel of your virtual servers',
    text: `Somebody wants to sign in to the panel with this address from now on. If that was you, use this link within 24 hours, signed in as before:\n${link}\n\nIf not, there is nothing to do: without this letter nothing changes.\n`,
    messageId: `<email-change-${hash.slice(0, 32)}@${new URL(publicOrigin).hostname}>`,
  })
}

function notSent(subject: string, cause: unknown): VserverError {
  return new VserverError('BUSY', 'The letter could not be sent.', {
    ...{ subject, cause },
    hint: msg('The letter could not be sent, so your address stays as it is; try again later.'),
  })
}

const OLD = {
  asked: (email: string) => ({
    subject: 'Another address was asked for',
    text: `Somebody who is signed in as you wants to sign in to the panel with ${email} from now on. Nothing changes before the link that was sent there is used.\n\nIf that was not you, change your password: that ends every other sign-in, and the change with it.\n`,
  }),
  changed: (email: string) => ({
    subject: 'Your address for the panel was changed',
    text: `You sign in to the panel with ${email} from now on. This address gets no more letters of it.\n\nIf that was not you, tell whoever gave you the account.\n`,
  }),
}

/** The address that the person signs in with now, or did before; that it cannot be told is no reason not to go on. */
export async function tellOld(
  ctx: ServiceContext,
  email: string,
  what: keyof typeof OLD,
  to = ctx.viewer.email,
): Promise<void> {
  const post = postOf(ctx)
  if (!post) return
  const { requestId } = ctx
  const messageId = `<email-${what}-${crypto.randomUUID()}@${new URL(post.publicOrigin).hostname}>`
  await post.mailer
    .send({ to, ...OLD[what](email), messageId })
    .catch((error) => ctx.logger.error('emailChange.letter', { requestId }, error))
}
