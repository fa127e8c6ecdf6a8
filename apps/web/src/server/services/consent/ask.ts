import { VserverError } from '@vserver/core/errors'
import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { decide, endGrant, forMinutes } from './give.ts'
import type { AnswerRequest, AskRequest, BreakGlassRequest, GrantKind, GrantView } from './model.ts'
import { tellOwners } from './tell-owners.ts'
import { toGrantView, WITH_GUEST } from './view.ts'

const ASK_MS = 24 * HOUR_MS
/** The second person has to be there now. */
const SECOND_PERSON_MS = 15 * MINUTE_MS

/** Staff asks the owner to be let in. */
export async function askConsent(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { minutes, reason }: AskRequest,
): Promise<GrantView> {
  const act = {
    action: 'consent.ask',
    subject: guest.name,
    guest,
    detail: `${forMinutes(minutes)}: ${reason}`,
  }
  const grant = await audited(ctx, act, () =>
    ask(ctx, guest, { kind: 'consent', minutes, reason, waitMs: ASK_MS }),
  )
  await tellOwners(ctx, guest, {
    subject: `May we enter ${guest.name}?`,
    text: `${ctx.viewer.name} of support asks to open a console in ${guest.name} for ${minutes} minutes: ${reason}\n\nAllow or refuse it on the guest's page in the panel. Without your consent nobody enters.`,
  })
  return grant
}

/** Staff wants in without the owner: somebody else of it has to agree, and the owner is told. */
export function askBreakGlass(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { minutes, reason }: BreakGlassRequest,
): Promise<GrantView> {
  const detail = `${forMinutes(minutes)}: ${reason}`
  return audited(ctx, { action: 'breakGlass.ask', subject: guest.name, guest, detail }, () =>
    ask(ctx, guest, { kind: 'breakGlass', minutes, reason, waitMs: SECOND_PERSON_MS }),
  )
}

/** The second person; the database refuses the first one too. */
export async function answerBreakGlass(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { grantId, allow }: AnswerRequest,
): Promise<void> {
  const action = allow ? 'breakGlass.grant' : 'breakGlass.refuse'
  await audited(ctx, { action, subject: guest.name, guest }, async () => {
    const which = { id: grantId, guestId: guest.id, kind: 'breakGlass' as const }
    const own = await ctx.db.consoleGrant.count({ where: { ...which, createdById: ctx.viewer.id } })
    if (own > 0)
      throw new VserverError('FORBIDDEN', 'Nobody is their own second person.', {
        hint: t('Somebody else of the staff has to agree.'),
      })
    await decide(ctx, which, allow)
  })
  if (allow) await tellOfBreakGlass(ctx, guest, grantId)
}

/** Staff gives back what it was given, or takes back what it asked for. */
export function giveBack(ctx: ServiceContext, guest: ScopedGuest, grantId: string): Promise<void> {
  return audited(ctx, { action: 'consent.giveBack', subject: guest.name, guest }, () =>
    endGrant(ctx, { id: grantId, guestId: guest.id, userId: ctx.viewer.id }),
  )
}

async function tellOfBreakGlass(ctx: ServiceContext, guest: ScopedGuest, id: string): Promise<void> {
  const { createdByName, minutes, note } = await ctx.db.consoleGrant.findUniqueOrThrow({ where: { id } })
  await tellOwners(ctx, guest, {
    subject: `Staff enters ${guest.name} without your consent`,
    text: `${createdByName} may open a console in ${guest.name} for ${minutes} minutes. ${ctx.viewer.name} agreed as the second person.\nReason: ${note}\n\nYou can watch and end the console on the guest's page in the panel.`,
  })
}

type Asked = { kind: GrantKind; minutes: number; reason: string; waitMs: number }

async function ask(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { kind, minutes, reason, waitMs }: Asked,
): Promise<GrantView> {
  const { id: userId, name: userName } = ctx.viewer
  const now = new Date(ctx.now())
  const waiting = { guestId: guest.id, kind, userId, state: 'asked' as const, askedUntil: { gt: now } }
  if ((await ctx.db.consoleGrant.count({ where: waiting })) > 0)
    throw new VserverError('ALREADY_EXISTS', 'The same was asked already.', {
      hint: t('You have asked already; wait for the answer, or take it back.'),
    })
  const row = await ctx.db.consoleGrant.create({
    data: {
      ...{ guestId: guest.id, kind, state: 'asked', userId, userName, minutes, note: reason },
      ...{ createdById: userId, createdByName: userName, createdAt: now },
      askedUntil: new Date(ctx.now() + waitMs),
    },
    include: WITH_GUEST,
  })
  return toGrantView(ctx, row)
}
