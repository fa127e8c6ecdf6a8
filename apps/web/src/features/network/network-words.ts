import type { HostNetwork } from '@vserver/core/network/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { SECOND_MS } from '@vserver/core/units'
import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'

/** How well a host holds guests in its own stack to their addresses. */
export const TIER_WORDS = {
  full: {
    label: msg('Fully held'),
    tone: 'good',
    hint: msg(
      'The kernel asks us at every step (LSM programs of control groups); no door has to be shut for it.',
    ),
  },
  trusted: {
    label: msg('Held, with doors shut'),
    tone: 'warn',
    hint: msg(
      'io_uring, packet, vsock, AF_ALG and netlink sockets are refused to guests here, since this kernel cannot look into them. Ordinary servers do not notice.',
    ),
  },
  refused: {
    label: msg('Not possible here'),
    tone: 'bad',
    hint: msg(
      'This kernel cannot hold a guest in the host’s stack to its addresses, so the shared network is refused. The private network is not affected.',
    ),
  },
} as const satisfies Record<HostNetwork['tier'], { label: Words; tone: 'good' | 'warn' | 'bad'; hint: Words }>

/** Why the mode cannot be changed now; null = it can. */
export function modeDenied(state: GuestView['state']): string | null {
  if (state === 'stopped' || state === 'failed') return null
  if (state === 'unknown') return t('The host does not answer now.')
  return t('Its network is built when it starts: stop it, change the mode, and start it again.')
}

export type Speed = { outBits: number; inBits: number }

/** Bits per second between two readings; null until there are two. */
export function speedBetween(before: GuestTraffic | null, after: GuestTraffic | null): Speed | null {
  if (!before || !after) return null
  const seconds = (Date.parse(after.at) - Date.parse(before.at)) / SECOND_MS
  if (seconds <= 0) return null
  const bits = (of: (use: GuestTraffic) => number) => Math.max(0, ((of(after) - of(before)) * 8) / seconds)
  return { outBits: bits(sentBytes), inBits: bits(receivedBytes) }
}

export function sentBytes({ out4, out6 }: Pick<GuestTraffic, 'out4' | 'out6'>): number {
  return out4.bytes + out6.bytes
}

export function receivedBytes({ in4, in6 }: Pick<GuestTraffic, 'in4' | 'in6'>): number {
  return in4.bytes + in6.bytes
}

/** What the counters of dropped packets mean for the reader. */
export const DROP_WORDS = {
  spoofed: {
    label: msg('Spoofed packets'),
    hint: msg('Sent under an address that is not its own; all were dropped.'),
  },
  rateDropped: {
    label: msg('Beyond its speed'),
    hint: msg('Packets dropped by its limits. Some are usual: this is how TCP finds its pace.'),
  },
} as const
