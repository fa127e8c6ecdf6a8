import type { HostNetwork } from '@vserver/core/network/model'
import type { GuestTraffic } from '@vserver/core/traffic/model'
import { SECOND_MS } from '@vserver/core/units'
import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'

type HostFacts = NetworkView['host']

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

export type Trouble = { id: string; tone: 'bad' | 'warn' | 'info'; title: string; text: string }

type Seen = Pick<NetworkView, 'network' | 'state' | 'inStep' | 'host'>

/** What is wrong with a guest's network and what to do about it, the worst first. */
export function networkTroubles(seen: Seen): Trouble[] {
  return [frozen(seen), outOfStep(seen), blocked(seen), noAddress(seen)].filter((trouble) => trouble !== null)
}

function frozen({ state }: Seen): Trouble | null {
  if (!state || state.programsMissing === 0) return null
  const text = t(
    '{missing} of {all} packet programs were taken off the host by somebody. Nothing of the guest runs, so that nothing gets out under a wrong name. Restart it: starting puts them back. If it happens again, look which software on the host removes BPF programs.',
    { missing: state.programsMissing, all: state.programs },
  )
  const title = t('The guest is frozen: what holds it to its addresses is missing.')
  return { id: 'frozen', tone: 'bad', title, text }
}

function outOfStep({ inStep }: Seen): Trouble | null {
  if (inStep) return null
  const text = t('The panel tells it again every minute. If this stays, look whether the host answers.')
  return { id: 'outOfStep', tone: 'warn', title: t('The host does not have its addresses right yet.'), text }
}

function blocked({ network, host: { blocker } }: Seen): Trouble | null {
  if (network.mode !== 'private' || blocker === null) return null
  const text = `${t('Nothing reaches the guest from outside while {blocker} drops forwarded packets.', { blocker })} ${blockerAdvice(blocker)}`
  return {
    id: 'blocked',
    tone: 'bad',
    title: t('Another firewall of the host drops what is forwarded.'),
    text,
  }
}

function noAddress({ network }: Seen): Trouble | null {
  if (network.mode === 'none' || network.addresses.length > 0) return null
  const text = t('From the moment it gets one it can be reached.')
  return { id: 'noAddress', tone: 'info', title: t('It has no address yet.'), text }
}

/** Whose table drops what is forwarded, by its name, and what its own manual says to do. */
export function blockerAdvice(blocker: string): string {
  const name = blocker.toLowerCase()
  if (name.includes('docker'))
    return t('It is Docker’s: let its chain DOCKER-USER accept packets from and to the devices vs*.')
  if (name.includes('firewalld'))
    return t(
      'It is firewalld’s: put the devices vs* and the uplink into one zone that forwards, or add a policy that accepts.',
    )
  if (name.includes('ufw'))
    return t(
      'It is ufw’s: set DEFAULT_FORWARD_POLICY="ACCEPT" in /etc/default/ufw, or allow it with “ufw route allow”.',
    )
  return t('Let its forward chain accept packets from and to the devices vs*.')
}

/** What a host lacks for networks, with its consequence; empty = nothing. */
export function lackWords({ features, uplink, blocker }: HostFacts): string[] {
  const has = (feature: HostFacts['features'][number]) => features.includes(feature)
  const lacks: [boolean, string][] = [
    [uplink === null, t('There is no default route: guests reach each other, but not the world.')],
    [uplink !== null && !has('ipv4'), t('There is no default route for IPv4.')],
    [
      uplink !== null && !has('ipv6'),
      t('There is no default route for IPv6: IPv6 addresses are not reached from outside.'),
    ],
    [
      !has('packet'),
      t(
        'Packet programs cannot be loaded, so private networks are refused. The kernel needs BPF with CONFIG_NET_CLS_BPF.',
      ),
    ],
    [
      !has('nft'),
      'Firewalls, NAT and forwarded ports are refused: install nftables, and use a kernel with nf_tables.',
    ],
    [
      !has('rate'),
      t('Limits of network speed have no effect: the kernel lacks the qdisc HTB or IFB devices.'),
    ],
    [
      blocker !== null,
      blocker === null
        ? ''
        : `${t('{blocker} drops forwarded packets.', { blocker })} ${blockerAdvice(blocker)}`,
    ],
  ]
  return lacks.flatMap(([isLacking, words]) => (isLacking ? [words] : []))
}

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
