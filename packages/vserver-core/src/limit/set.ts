import { VserverError } from '../errors.ts'
import { isRunning, readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { withUndo } from '../undo.ts'
import { MIB } from '../units.ts'
import { applyChange, type Limit, type LimitChange } from './model.ts'

/**
 * Store first, kernel second; a kernel refusal restores the stored limit. A guest that does not run has the limit
 * from its next start on.
 */
export async function setLimit(host: Host, name: GuestName, change: LimitChange): Promise<Limit> {
  return withUndo(async (undo) => {
    const { limit: before } = await readGuest(host, name)
    const running = await isRunning(host, name)
    undo(async () => {
      await host.guests.update(name, (now) => ({ ...now, limit: before, intent: null }))
    })
    const { limit: stored } = await host.guests.update(name, (now) => ({
      ...now,
      limit: applyChange(now.limit, change),
      intent: running ? 'setLimit' : null,
    }))
    if (!running) return stored
    const limit = await setInKernel(host, name, change)
    undo(async () => {
      await host.runtime.setLimit(name, before)
    })
    await host.guests.update(name, (now) => ({ ...now, intent: null }))
    return limit
  })
}

async function setInKernel(host: Host, name: GuestName, change: LimitChange): Promise<Limit> {
  try {
    return await host.runtime.setLimit(name, change)
  } catch (error) {
    // A refusal with a hint is about something else than the memory in use.
    if (!(error instanceof VserverError) || error.code !== 'INVALID_STATE' || error.hint) throw error
    const counters = await host.runtime.readCounters(name)
    if (counters === null) throw error
    throw new VserverError('INVALID_STATE', `Guest ${name} uses more memory than the new limit.`, {
      subject: name,
      hint: `It uses ${Math.ceil(counters.memoryBytes / MIB)} MiB now; choose more or stop programs in it first.`,
      cause: error,
    })
  }
}
