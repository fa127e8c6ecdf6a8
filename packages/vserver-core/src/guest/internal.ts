import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import type { GuestName, GuestRecord } from './model.ts'

export async function readGuest(host: Host, name: GuestName): Promise<GuestRecord> {
  const record = await host.guests.read(name)
  if (record === null) throw new VserverError('NOT_FOUND', `There is no guest ${name}.`, { subject: name })
  return record
}

export async function isRunning(host: Host, name: GuestName): Promise<boolean> {
  const run = await host.runtime.inspect(name)
  return run.state === 'running' || run.state === 'starting'
}

/** What the record keeps of an error: one sentence, never a stack. */
export function failureOf(error: unknown): string {
  return error instanceof VserverError ? error.message : 'An internal fault; the log of the agent has it.'
}

/**
 * Ends an act that failed: nothing is under way, `wanted` is as it was before or is to be now, and the record says what
 * went wrong.
 */
export async function noteFailure(
  host: Host,
  name: GuestName,
  {
    error,
    ...wanted
  }: { error: unknown } & Pick<GuestRecord, 'desired'> & Partial<Pick<GuestRecord, 'pausedAt'>>,
): Promise<void> {
  const failure = failureOf(error)
  await host.guests.update(name, (now) => ({ ...now, intent: null, ...wanted, failure }))
}

/**
 * Writes that the guest is being removed. On a full storage removal goes on without: it needs no room, and it is what
 * makes room.
 */
export async function noteRemoval(host: Host, name: GuestName): Promise<void> {
  try {
    await host.guests.update(name, (now) => ({ ...now, intent: 'delete', desired: 'deleted', retry: null }))
  } catch (error) {
    if (!(error instanceof VserverError) || error.code !== 'NO_CAPACITY') throw error
  }
}
