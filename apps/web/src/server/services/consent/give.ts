import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { AnswerRequest, GiveRequest, GrantView } from './model.ts'
import { toGrantView, WITH_GUEST } from './view.ts'

/** The owner lets the staff in without having been asked. */
export function giveConsent(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { minutes, note }: GiveRequest,
): Promise<GrantView> {
  const { id: createdById, name: createdByName } = ctx.viewer
  const act = { action: 'consent.give', subject: guest.name, guest, detail: forMinutes(minutes) }
  return audited(ctx, act, async () => {
    const row = await ctx.db.consoleGrant.create({
      data: {
        ...{ guestId: guest.id, kind: 'consent', state: 'granted', minutes, note: note || null },
        ...{ createdById, createdByName, expiresAt: new Date(ctx.now() + minutes * MINUTE_MS) },
      },
      include: WITH_GUEST,
    })
    return toGrantView(ctx, row)
  })
}

/** The owner says yes or no to what staff asked for; its time begins now. */
export function answerConsent(ctx: ServiceContext, guest: ScopedGuest, answer: AnswerRequest): Promise<void> {
  const action = answer.allow ? 'consent.grant' : 'consent.refuse'
  return audited(ctx, { action, subject: guest.name, guest }, () =>
    decide(ctx, { id: answer.grantId, guestId: guest.id, kind: 'consent' }, answer.allow),
  )
}

/** The owner takes back what was given; consoles that hung on it are closed. */
export function withdrawConsent(ctx: ServiceContext, guest: ScopedGuest, grantId: string): Promise<void> {
  return audited(ctx, { action: 'consent.withdraw', subject: guest.name, guest }, () =>
    endGrant(ctx, { id: grantId, guestId: guest.id, kind: 'consent' }),
  )
}

/** One answer only, and in time. */
export async function decide(
  { db, viewer, now }: ServiceContext,
  which: Prisma.ConsoleGrantWhereInput,
  allow: boolean,
): Promise<void> {
  const decidedAt = new Date(now())
  const waiting = { ...which, state: 'asked' as const, askedUntil: { gt: decidedAt } }
  const row = await db.consoleGrant.findFirst({ where: waiting })
  const expiresAt = row && allow ? new Date(now() + row.minutes * MINUTE_MS) : null
  const { count } = await db.consoleGrant.updateMany({
    where: { ...waiting, id: row?.id ?? '' },
    data: {
      ...{ state: allow ? 'granted' : 'refused', expiresAt, decidedAt },
      ...{ decidedById: viewer.id, decidedByName: viewer.name },
    },
  })
  if (count === 0)
    throw gone(t('It was answered already, taken back or has run out; look at the list again.'))
}

export async function endGrant(
  { db, viewer, now }: ServiceContext,
  which: Prisma.ConsoleGrantWhereInput,
): Promise<void> {
  const { count } = await db.consoleGrant.updateMany({
    where: { ...which, state: { in: ['asked', 'granted'] } },
    data: { state: 'ended', endedAt: new Date(now()), endedByName: viewer.name },
  })
  if (count === 0) throw gone(t('It has ended already; look at the list again.'))
}

export function forMinutes(minutes: number): string {
  return `for ${minutes} min`
}

function gone(hint: string): VserverError {
  return new VserverError('NOT_FOUND', 'There is no such grant that waits.', { hint })
}
