import { msg, t, type Words } from '@/language/t.ts'
import type { PlanNetwork } from '@/server/services/plan/model.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'

export const TRAFFIC_ACTION_LABELS: Record<PlanNetwork['trafficAction'], Words> = {
  notify: msg('Tell its owner, nothing more'),
  throttle: msg('Slow it down until the month ends'),
  suspend: msg('Stop it until the month ends'),
}

const BEYOND: Record<PlanNetwork['trafficAction'], Words> = {
  notify: msg('Beyond {size} a month its owner is told. A month begins on day {day}.'),
  throttle: msg('Beyond {size} a month it is slowed to {rate}. A month begins on day {day}.'),
  suspend: msg('Beyond {size} a month it is stopped. A month begins on day {day}.'),
}

/** "private network", "1 IPv4 and 1 IPv6 address", "1 TiB traffic a month" */
export function planNetworkFacts(network: PlanNetwork): string[] {
  if (network.mode === 'none') return [t('no network')]
  const addresses = addressWords(network)
  const traffic = network.trafficBytes
  return [
    network.mode === 'private' ? t('private network') : t('shared network'),
    ...(addresses ? [addresses] : []),
    traffic === null ? t('unmetered traffic') : t('{size} traffic a month', { size: formatBytes(traffic) }),
  ]
}

/** "2 IPv4 and 1 IPv6 address, private" */
export function addressWords({
  addresses4,
  addresses6,
  addressKind,
}: Pick<PlanNetwork, 'addresses4' | 'addresses6' | 'addressKind'>): string | null {
  if (addresses4 + addresses6 === 0) return null
  const addresses = countWords(addresses4, addresses6)
  return addressKind === 'private' ? t('{addresses}, private', { addresses }) : addresses
}

function countWords(v4: number, v6: number): string {
  if (v6 === 0) return t('{v4, plural, one {# IPv4 address} other {# IPv4 addresses}}', { v4 })
  if (v4 === 0) return t('{v6, plural, one {# IPv6 address} other {# IPv6 addresses}}', { v6 })
  return t('{v4} IPv4 and {v6, plural, one {# IPv6 address} other {# IPv6 addresses}}', { v4, v6 })
}

/** What is done to a guest beyond its traffic, as a sentence for its buyer. */
export function quotaWords(network: PlanNetwork): string | null {
  if (network.trafficBytes === null) return null
  return t(BEYOND[network.trafficAction], {
    size: formatBytes(network.trafficBytes),
    rate: formatBits(network.trafficThrottleBits),
    day: network.trafficResetDay,
  })
}
