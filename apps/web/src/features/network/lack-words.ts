import { t } from '@/language/t.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { blockerAdvice } from './trouble-words.ts'

type HostFacts = NetworkView['host']

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
