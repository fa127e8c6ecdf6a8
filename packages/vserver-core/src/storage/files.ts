import { readGuest } from '../guest/index.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { GuestFiles } from './model.ts'

/** What is known of a guest's files. */
export async function getGuestFiles(host: Host, name: GuestName): Promise<GuestFiles> {
  return filesOf(await readGuest(host, name))
}

/** Of all guests, by name. */
export async function listGuestFiles(host: Host): Promise<GuestFiles[]> {
  const records = await host.guests.list()
  return records.map(filesOf).sort((a, b) => (a.name < b.name ? -1 : 1))
}

function filesOf({ name, template, backend, reports }: GuestRecord): GuestFiles {
  return { name, template, backend, reports }
}
