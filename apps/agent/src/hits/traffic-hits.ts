import type { HitCount } from '@vserver/core/hit/model'
import type { Limit } from '@vserver/core/limit/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'

/**
 * Packets that limits of speed dropped. The kernel's count is of both directions: it goes to the one that came nearer to its
 * limit. `before` is null when nobody has looked before.
 */
export function hitsOfTraffic(
  before: GuestTraffic | null,
  now: GuestTraffic | null,
  limit: Pick<Limit, 'networkInBits' | 'networkOutBits'>,
): HitCount[] {
  if (before === null || now === null) return []
  const count = now.rateDropped - before.rateDropped
  if (count <= 0) return []
  const moved = (flow: 'in4' | 'in6' | 'out4' | 'out6') => now[flow].bytes - before[flow].bytes
  const used = (bytes: number, bits: number | null) => (bits === null ? 0 : bytes / bits)
  const isIn =
    used(moved('in4') + moved('in6'), limit.networkInBits) >
    used(moved('out4') + moved('out6'), limit.networkOutBits)
  return [{ resource: isIn ? 'networkIn' : 'networkOut', effect: 'dropped', count }]
}
