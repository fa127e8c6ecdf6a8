import type { GuestOptions } from '../context/model.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { noSuchShare } from './internal.ts'
import { requireOwnAreas } from './require-own.ts'

/** Notes whose the areas are before their first use. Of two owners that claim one at once, one is refused. */
export async function claimShares(host: Host, name: GuestName, options: GuestOptions): Promise<void> {
  await requireOwnAreas(host, name, options)
  const { owner, mounts } = options
  if (owner === null) return
  const createdAt = new Date(host.now()).toISOString()
  for (const { share } of mounts) {
    const kept = await host.shares.claim({ name: share, owner, createdAt })
    if (kept.owner !== owner) throw noSuchShare(share)
  }
}
