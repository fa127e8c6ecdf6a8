import type { Host } from '../host.ts'
import { getGuest } from './get.ts'
import { killAndWait } from './halt.ts'
import { failureOf, readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'

/** Ends every process of the guest at once. May pass a start, stop or restart under way, whose intent it keeps. */
export async function killGuest(host: Host, name: GuestName): Promise<Guest> {
  await readGuest(host, name)
  await host.guests.update(name, (now) => ({
    ...now,
    intent: now.intent ?? 'kill',
    desired: 'stopped',
    retry: null,
    pausedAt: null,
  }))
  const failure = await killAndWait(host, name).then(
    () => null,
    (error: unknown) => error,
  )
  await host.guests.update(name, (now) => ({
    ...now,
    intent: now.intent === 'kill' ? null : now.intent,
    failure: failure === null ? null : failureOf(failure),
  }))
  if (failure !== null) throw failure
  return getGuest(host, name)
}
