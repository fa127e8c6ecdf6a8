import {
  DIRECTION,
  NETWORK_FLAG,
  NETWORK_LINK,
  NETWORK_MODE,
  PROTOCOL,
  type ReplyOf,
  type RequestOf,
  RULE_FLAG,
  VERDICT,
  type WireAddress,
} from '@vserver/native'
import {
  addressOfBytes,
  bytesOf,
  familyOf,
  type IpAddress,
  type IpPrefix,
  splitPrefix,
} from '../address/model.ts'
import type { Firewall } from '../firewall/model.ts'
import type { GuestName, Xid } from '../guest/model.ts'
import { NETWORK_LINKS, NETWORK_MODES, type Network } from '../network/model.ts'

type WireNetwork = RequestOf<'networkSet'>['network']

export function networkToWire(network: Network): WireNetwork {
  const { mode, link, parent, mtu, nat, peers, raw, multicast } = network
  const chosen = { nat, peers, raw, multicast }
  const names = Object.keys(chosen) as (keyof typeof chosen)[]
  return {
    mode: NETWORK_MODE[mode],
    link: mode === 'private' ? NETWORK_LINK[link] : 0,
    mtu: mtu ?? 0,
    flags: names.reduce((bits, name) => (chosen[name] ? bits | NETWORK_FLAG[name] : bits), 0),
    parent: parent ?? '',
    addresses: network.addresses.map(toWire),
    gateways: network.gateways.map(toWire),
    nameservers: network.nameservers.map(toWire),
  }
}

export function networkFromWire(wire: WireNetwork): Network {
  return {
    mode: NETWORK_MODES.find((name) => NETWORK_MODE[name] === wire.mode) ?? 'none',
    link: NETWORK_LINKS.find((name) => NETWORK_LINK[name] === wire.link) ?? 'routed',
    parent: wire.parent === '' ? null : wire.parent,
    mtu: wire.mtu === 0 ? null : wire.mtu,
    addresses: wire.addresses.map(prefixFromWire),
    gateways: wire.gateways.map(addressFromWire),
    nat: (wire.flags & NETWORK_FLAG.nat) !== 0,
    peers: (wire.flags & NETWORK_FLAG.peers) !== 0,
    raw: (wire.flags & NETWORK_FLAG.raw) !== 0,
    multicast: (wire.flags & NETWORK_FLAG.multicast) !== 0,
    nameservers: wire.nameservers.map(addressFromWire),
  }
}

export function firewallToWire(
  name: GuestName,
  xid: Xid,
  network: Network,
  { in: incoming, out, rules, forwards }: Firewall,
): RequestOf<'firewallSet'> {
  return {
    ...{ name, xid, in: VERDICT[incoming], out: VERDICT[out] },
    ...{ rulesCount: rules.length, forwardsCount: forwards.length },
    addresses: network.addresses.map(toWire),
    rules: rules.map(({ direction, verdict, protocol, ports, remote, log }) => ({
      ...{ direction: DIRECTION[direction], verdict: VERDICT[verdict], protocol: PROTOCOL[protocol] },
      ...{ flags: log ? RULE_FLAG.log : 0, portFirst: ports?.first ?? 0, portLast: ports?.last ?? 0 },
      remote: remote === null ? null : toWire(remote),
    })),
    forwards: forwards.map(({ protocol, host, hostPort, guest, guestPort }) => ({
      ...{ protocol: PROTOCOL[protocol], hostPort, guestPort },
      host: host === null ? null : toWire(host),
      guest: toWire(guest),
    })),
  }
}

export function prefixFromWire({ bytes, prefix }: WireAddress): IpPrefix {
  return `${addressOfBytes(bytes)}/${prefix}` as IpPrefix
}

function addressFromWire({ bytes }: WireAddress): IpAddress {
  return addressOfBytes(bytes)
}

function toWire(prefix: IpAddress | IpPrefix): WireAddress {
  const { address, bits } = splitPrefix(prefix)
  return { family: familyOf(address), prefix: bits, bytes: bytesOf(address) }
}

export type NetworkReply = ReplyOf<'networkSet'>
