import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { getGuest } from './get.ts'
import { failureOf, readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'

/**
 * Every process of the guest stands still where it is, until the guest is resumed; its memory, files and addresses
 * stay. Pausing a paused guest is fine. It outlives agent and broker, since the kernel holds it.
 */
export async function pauseGuest(host: Host, name: GuestName): Promise<Guest> {
  const record = await readGuest(host, name)
  if ((await host.runtime.inspect(name)).state !== 'running') throw notRunning(name)
  const pausedAt = record.pausedAt ?? new Date(host.now()).toISOString()
  await host.guests.update(name, (now) => ({ ...now, intent: 'pause', pausedAt, failure: null }))
  try {
    await host.runtime.freeze(name)
  } catch (error) {
    const failure = failureOf(error)
    if (record.pausedAt === null) await letGo(host, name, failure)
    else await host.guests.update(name, (now) => ({ ...now, intent: null, failure }))
    throw error
  }
  await host.guests.update(name, (now) => ({ ...now, intent: null }))
  return getGuest(host, name)
}

/**
 * After a pause that failed. Some may stand still all the same, all of them when only the answer was lost; when the host
 * cannot be asked now, reconcile asks it later.
 */
export async function letGo(host: Host, name: GuestName, failure: string): Promise<void> {
  await host.guests.update(name, (now) => ({ ...now, intent: 'resume', pausedAt: null, failure }))
  const isDone = await host.runtime.thaw(name).then(
    () => true,
    () => false,
  )
  if (isDone) await host.guests.update(name, (now) => ({ ...now, intent: null }))
}

/** Its processes go on as if no time had passed. One that went down meanwhile is started by reconcile. */
export async function resumeGuest(host: Host, name: GuestName): Promise<Guest> {
  const { pausedAt } = await readGuest(host, name)
  await host.guests.update(name, (now) => ({ ...now, intent: 'resume', pausedAt: null, retry: null }))
  try {
    await host.runtime.thaw(name)
  } catch (error) {
    const failure = failureOf(error)
    // A kill may have passed: what is down is not paused.
    await host.guests.update(name, (now) => ({
      ...now,
      ...{ intent: null, pausedAt: now.desired === 'running' ? pausedAt : null, failure },
    }))
    throw error
  }
  await host.guests.update(name, (now) => ({ ...now, intent: null, failure: null }))
  return getGuest(host, name)
}

export function requireNotPaused({ name, pausedAt }: { name: GuestName; pausedAt: string | null }): void {
  if (pausedAt === null) return
  throw new VserverError('INVALID_STATE', `Guest ${name} is paused.`, {
    subject: name,
    hint: 'Resume it first.',
  })
}

function notRunning(name: GuestName): VserverError {
  return new VserverError('INVALID_STATE', `Guest ${name} is not running.`, {
    subject: name,
    hint: 'Only a guest that runs can be paused.',
  })
}
