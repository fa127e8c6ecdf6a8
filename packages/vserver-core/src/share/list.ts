import type { Host } from '../host.ts'
import type { Share } from './model.ts'

export async function listShares(host: Host, owner: string): Promise<Share[]> {
  const shares = await host.shares.list()
  return shares.filter((share) => share.owner === owner)
}
