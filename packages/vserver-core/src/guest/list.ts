import type { Host } from '../host.ts'
import type { Guest } from './model.ts'
import { toGuest } from './to-guest.ts'

/** All guests of the host, by name. */
export async function listGuests(host: Host): Promise<Guest[]> {
  const records = await host.guests.list()
  const guests = await Promise.all(
    records.map(async (record) => toGuest(host, record, await host.runtime.inspect(record.name))),
  )
  return guests.sort((a, b) => (a.name < b.name ? -1 : 1))
}
