import { isRunning, readGuest } from '../guest/index.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { Limit } from './model.ts'

/** What the kernel enforces while the guest runs; else what the next start will set. */
export async function getLimit(host: Host, name: GuestName): Promise<Limit> {
  const record = await readGuest(host, name)
  return (await isRunning(host, name)) ? host.runtime.getLimit(name) : record.limit
}
