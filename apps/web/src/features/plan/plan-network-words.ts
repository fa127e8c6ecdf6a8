import type { PlanNetwork } from '@/server/services/plan/model.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes } from '@/ui/format-bytes.ts'

export const TRAFFIC_ACTION_WORDS = {
  notify: { label: 'Tell its owner, nothing more', after: 'its owner is told' },
  throttle: { label: 'Slow it down until the month ends', after: 'it is slowed' },
  suspend: { label: 'Stop it until the month ends', after: 'it is stopped' },
} as const satisfies Record<PlanNetwork['trafficAction'], { label: string; after: string }>

/** "private network", "1 IPv4 and 1 IPv6 address", "1 TiB traffic a month" */
export function planNetworkFacts(network: PlanNetwork): string[] {
  if (network.mode === 'none') return ['no network']
  const addresses = addressWords(network)
  const traffic = network.trafficBytes
  return [
    `${network.mode} network`,
    ...(addresses ? [addresses] : []),
    traffic === null ? 'unmetered traffic' : `${formatBytes(traffic)} traffic a month`,
  ]
}

/** "2 IPv4 and 1 IPv6 address, private" */
export function addressWords({
  addresses4,
  addresses6,
  addressKind,
}: Pick<PlanNetwork, 'addresses4' | 'addresses6' | 'addressKind'>): string | null {
  const parts = [
    ...(addresses4 > 0 ? [`${addresses4} IPv4`] : []),
    ...(addresses6 > 0 ? [`${addresses6} IPv6`] : []),
  ]
  const last = addresses6 > 0 ? addresses6 : addresses4
  if (parts.length === 0) return null
  const noun = last === 1 ? 'address' : 'addresses'
  return `${parts.join(' and ')} ${noun}${addressKind === 'private' ? ', private' : ''}`
}

/** What is done to a guest beyond its traffic, as a sentence for its buyer. */
export function quotaWords(network: PlanNetwork): string | null {
  if (network.trafficBytes === null) return null
  const slowed = network.trafficAction === 'throttle' ? ` to ${formatBits(network.trafficThrottleBits)}` : ''
  const { after } = TRAFFIC_ACTION_WORDS[network.trafficAction]
  return `Beyond ${formatBytes(network.trafficBytes)} a month ${after}${slowed}. A month begins on day ${network.trafficResetDay}.`
}
