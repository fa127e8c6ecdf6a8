import type { Host } from '../host.ts'
import { readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'
import { toGuest } from './to-guest.ts'

export async function getGuest(host: Host, name: GuestName): Promise<Guest> {
  const record = await readGuest(host, name)
  return toGuest(host, record, await host.runtime.inspect(name))
}
