import type { GuestOptions, OptionsChange } from '../context/model.ts'
import type { Host } from '../host.ts'
import { claimShares } from '../share/index.ts'
import { getGuest } from './get.ts'
import { readGuest } from './internal.ts'
import type { Guest, GuestName } from './model.ts'
import { requireRenewed } from './renewal.ts'
import { requireBootOrder, requireCommand } from './require-options.ts'

/**
 * Changes what the guest is from its next start on; boot, stopSeconds and owner hold at once. Who gets a guest gets the
 * files it has, not those that were put away before.
 */
export async function setOptions(host: Host, name: GuestName, change: OptionsChange): Promise<Guest> {
  const record = await readGuest(host, name)
  const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const wanted: GuestOptions = { ...record.options, ...set }
  if (change.command !== undefined) requireCommand({ ...record, options: wanted })
  if (change.boot !== undefined) {
    requireBootOrder({ ...record, options: wanted }, await host.guests.list())
  }
  const isPassedOn = wanted.owner !== record.options.owner
  if (isPassedOn) requireRenewed(record)
  await claimShares(host, name, wanted)
  await host.guests.update(name, (now) => ({
    ...now,
    options: { ...now.options, ...set },
    former: isPassedOn ? null : now.former,
  }))
  return getGuest(host, name)
}
