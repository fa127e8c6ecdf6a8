import { readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { LimitUse } from './model.ts'

/** INVALID_STATE when the guest does not run: a stopped guest uses nothing. */
export async function getLimitUse(host: Host, name: GuestName): Promise<LimitUse> {
  await readGuest(host, name)
  return host.runtime.limitUse(name)
}
