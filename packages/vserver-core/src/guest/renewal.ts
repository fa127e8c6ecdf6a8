import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { NO_REPORTS } from '../storage/model.ts'
import { failureOf, readGuest } from './internal.ts'
import type { GuestName, GuestRecord, Renewal } from './model.ts'

/** Whether the files were exchanged or not: the broker does nothing that is done. Called with the guest down. */
export async function finishRenewal(host: Host, record: GuestRecord): Promise<void> {
  const { name, xid, limit, renewal } = record
  if (renewal === null) return
  const { template, backend, awaySeconds, takeSeconds } = renewal
  await host.runtime.replaceRoot({ name, xid, limit, backend, template, awaySeconds, takeSeconds })
  await host.guests.update(name, (now) => ({ ...now, ...renewed(now, renewal) }))
}

/**
 * Ends an exchange that was begun before and whose outcome nobody knows; called with the guest down. Refused, it has the
 * files it had, and its record says why.
 */
export async function settleRenewal(host: Host, record: GuestRecord): Promise<GuestRecord> {
  const { name } = record
  if (record.renewal === null) return record
  try {
    await finishRenewal(host, record)
  } catch (error) {
    if (isUnsure(error) || isNoAnswer(error)) throw error
    await giveUpRenewal(host, name, failureOf(error))
  }
  return readGuest(host, name)
}

/** The guest keeps the files it has. One that was taken down for others is to be started again. */
export async function giveUpRenewal(host: Host, name: GuestName, failure: string | null): Promise<void> {
  await host.guests.update(name, (now) => {
    const isToRun = now.desired === 'running' && now.pausedAt === null
    const after = isToRun ? ('start' as const) : null
    return { ...now, intent: now.intent === 'reinstall' ? after : now.intent, renewal: null, failure }
  })
}

/** Which files it has is known. */
export function requireRenewed({ name, renewal }: GuestRecord): void {
  if (renewal === null) return
  throw new VserverError('BUSY', `Guest ${name} is being reinstalled.`, {
    subject: name,
    hint: 'Wait until that has finished, then try again.',
  })
}

/** Nobody knows how that ended: the intent stays, and reconcile asks again. */
export function isUnsure(error: unknown): boolean {
  return hasCode(error, ['HOST_UNREACHABLE', 'TIMEOUT'])
}

/** Refused before anybody looked whether it was done already, or while somebody still does it. */
function isNoAnswer(error: unknown): boolean {
  return hasCode(error, ['BUSY', 'RATE_LIMITED'])
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  return error instanceof VserverError && codes.includes(error.code)
}

function renewed(now: GuestRecord, renewal: Renewal): Partial<GuestRecord> {
  const { template, initStyle, backend, awaySeconds } = renewal
  return {
    ...{ template, initStyle, backend },
    former: { template: now.template, initStyle: now.initStyle, backend: now.backend, awaySeconds },
    renewal: null,
    // A kill may have passed.
    intent: now.desired === 'running' ? 'start' : null,
    ...{ reports: NO_REPORTS, pausedAt: null, retry: null, failure: null },
  }
}
