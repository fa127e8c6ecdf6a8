import type { GuestOptions } from '../context/model.ts'
import { VserverError } from '../errors.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { noSuchShare } from './internal.ts'

/**
 * A guest uses namespaces and shared areas of its own owner only. What belongs to another owner is not found, as
 * if it did not exist.
 */
export async function requireOwnAreas(host: Host, name: GuestName, options: GuestOptions): Promise<void> {
  const { owner, mounts, spaces } = options
  const others = [spaces.network, spaces.ipc].filter((other) => other !== null)
  if (others.length === 0 && mounts.length === 0) return
  if (owner === null) throw invalid(name, 'A guest without an owner shares nothing.')
  if (others.includes(name)) throw invalid(name, 'A guest cannot share its spaces with itself.')
  const records = await host.guests.list()
  for (const other of others) {
    const found = records.find((record) => record.name === other)
    if (found?.options.owner !== owner) {
      throw new VserverError('NOT_FOUND', `There is no guest ${other}.`, { subject: other })
    }
  }
  const shares = await host.shares.list()
  for (const { share } of mounts) {
    const found = shares.find((known) => known.name === share)
    if (found !== undefined && found.owner !== owner) throw noSuchShare(share)
  }
}

function invalid(name: GuestName, message: string): VserverError {
  return new VserverError('INVALID_INPUT', message, { subject: name })
}
