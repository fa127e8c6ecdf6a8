import { VserverError } from '@vserver/core/errors'
import type { Prisma } from '@vserver/db'
import { msg, t } from '@/language/t.ts'
import { SuspensionStep, type SuspensionView } from './model.ts'

type Suspension = Prisma.SuspensionGetPayload<object>
type Held = { name: string; suspension: Pick<Suspension, 'step' | 'reason'> | null }

export const THROTTLED = msg(
  'The guest is suspended by its seller; its limits can be changed when that is lifted.',
)

/** Why a guest may not run; null = it may. */
export function heldReason({ suspension }: Pick<Held, 'suspension'>): string | null {
  if (suspension?.step === 'paused')
    return t('Its seller has paused it: {reason}', { reason: suspension.reason })
  if (suspension?.step === 'stopped')
    return t('Its seller has stopped it: {reason}', { reason: suspension.reason })
  if (suspension?.step === 'archived')
    return t('Its seller has archived it: {reason}', { reason: suspension.reason })
  return null
}

/**
 * Whether the host may enforce less than was sold: on every rung, since a host that did not answer is still where
 * the rung before has put it.
 */
export function changesLimits(suspension: object | null): boolean {
  return suspension !== null
}

export function requireMayRun(guest: Held): void {
  const reason = heldReason(guest)
  if (reason === null) return
  throw new VserverError('INVALID_STATE', 'The guest is suspended.', { subject: guest.name, hint: reason })
}

export function requireOwnLimits({ name, suspension }: Held): void {
  if (!changesLimits(suspension)) return
  throw new VserverError('INVALID_STATE', 'The guest is suspended.', { subject: name, hint: t(THROTTLED) })
}

export function toSuspensionView(row: Suspension | null): SuspensionView | null {
  if (!row) return null
  const { step, reason, byName, since, nextStep, nextAt } = row
  return {
    ...{ step, reason, byName, since: since.toISOString(), nextAt: nextAt?.toISOString() ?? null },
    nextStep: nextStep === null ? null : SuspensionStep.parse(nextStep),
  }
}
