import {
  type AuthenticatorTransportFuture,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { keepChallenge, takeChallenge } from './challenge.ts'
import { refused } from './check.ts'
import { type AddPasskeyRequest, type NewKeyAnswer, PASSKEYS_MAX, type PasskeyView } from './model.ts'
import { type Site, siteOf } from './site.ts'

export async function listPasskeys({ db, viewer }: ServiceContext): Promise<PasskeyView[]> {
  const rows = await db.passkey.findMany({ where: { userId: viewer.id }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ id, name, site, createdAt, lastUsedAt }) => ({
    ...{ id, name, site },
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }))
}

/** What the browser is to make: a key that the device keeps, and gives only for a finger or a PIN. */
export async function beginPasskey({
  db,
  viewer,
  origin,
}: ServiceContext): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const site = siteOf(origin)
  const keys = await db.passkey.findMany({ where: { userId: viewer.id } })
  if (keys.length >= PASSKEYS_MAX)
    throw new VserverError('NO_CAPACITY', `A person has at most ${PASSKEYS_MAX} passkeys.`, {
      hint: msg('Remove passkeys of devices that you no longer have.'),
    })
  const options = await generateRegistrationOptions({
    rpName: 'VServer',
    rpID: site.name,
    userName: viewer.email,
    userDisplayName: viewer.name,
    userID: new TextEncoder().encode(viewer.id),
    attestationType: 'none',
    excludeCredentials: keys.map(({ id, transports }) => ({
      id,
      transports: transports as AuthenticatorTransportFuture[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await keepChallenge(db, challengeOf(viewer.sessionId), options.challenge)
  return options
}

export function addPasskey(
  ctx: ServiceContext,
  { name, answer }: AddPasskeyRequest,
): Promise<{ id: string }> {
  const { db, viewer, origin } = ctx
  return audited(ctx, { action: 'passkey.add', subject: name }, async () => {
    const site = siteOf(origin)
    const challenge = await takeChallenge(db, challengeOf(viewer.sessionId))
    if (challenge === null) throw refused()
    const { id, publicKey, counter, transports = [] } = await verify(answer, challenge, site)
    const data = { id, name, userId: viewer.id, site: site.name, transports }
    await db.passkey.create({
      data: { ...data, publicKey: new Uint8Array(publicKey), counter: BigInt(counter) },
    })
    return { id }
  })
}

export async function removePasskey(ctx: ServiceContext, id: string): Promise<{ removed: true }> {
  const key = await ctx.db.passkey.findFirst({ where: { id, userId: ctx.viewer.id } })
  if (!key)
    throw new VserverError('NOT_FOUND', 'There is no such passkey of this user.', {
      hint: msg('It was removed already; read the list again.'),
    })
  return audited(ctx, { action: 'passkey.remove', subject: key.name }, async () => {
    await ctx.db.passkey.deleteMany({ where: { id } })
    return { removed: true }
  })
}

function challengeOf(sessionId: string): string {
  return `passkey-new ${sessionId}`
}

async function verify(answer: NewKeyAnswer, challenge: string, site: Site) {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.name,
      requireUserVerification: true,
    })
    if (verified) return registrationInfo.credential
  } catch (cause) {
    throw refused(cause)
  }
  throw refused()
}
