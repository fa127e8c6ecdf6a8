import { splitPrefix } from '../address/model.ts'
import { VserverError } from '../errors.ts'
import type { Network } from '../network/model.ts'
import type { GuestName, GuestRecord } from './model.ts'

/** An address belongs to one guest of the host, whether or not that runs. */
export function requireFreeAddresses(
  all: readonly GuestRecord[],
  name: GuestName,
  { addresses }: Network,
): void {
  const wanted = new Set(addresses.map((prefix) => splitPrefix(prefix).address))
  for (const other of all) {
    if (other.name === name) continue
    const shared = other.network.addresses.find((prefix) => wanted.has(splitPrefix(prefix).address))
    if (shared === undefined) continue
    throw new VserverError(
      'ALREADY_EXISTS',
      `Another guest of the host has ${splitPrefix(shared).address}.`,
      {
        subject: splitPrefix(shared).address,
        hint: 'Take it from that guest first, or choose another.',
      },
    )
  }
}
