import { address, addresses, i32, nested, repeated, struct, text, u8, u16, u32, u64 } from './codec.ts'

/* The network of a guest: common/protocol-network.h. */

export const NETWORK = struct(456, {
  mode: u32(0),
  link: u32(4),
  mtu: u32(8),
  flags: u32(12),
  parent: text(16, 16),
  addresses: addresses(32, 16),
  /** At most one of each family. */
  gateways: addresses(352, 2),
  nameservers: addresses(392, 3),
})

export const NETWORK_REQUEST = struct(496, { name: text(0, 40), network: nested(40, NETWORK) })

export const NETWORK_STATE = struct(480, {
  network: nested(0, NETWORK),
  device: text(456, 16),
  programs: u32(472),
  programsMissing: u32(476),
})

export const NETWORK_HOST = struct(712, {
  tier: u32(0),
  flags: u32(4),
  tierError: i32(8),
  uplinkMtu: u32(12),
  uplink: text(16, 16),
  blocker: text(32, 40),
  addresses: addresses(72, 32),
})

export const RULE = struct(28, {
  direction: u8(0),
  verdict: u8(1),
  protocol: u8(2),
  flags: u8(3),
  portFirst: u16(4),
  portLast: u16(6),
  remote: address(8),
})

export const FORWARD = struct(48, {
  host: address(0),
  guest: address(20),
  protocol: u8(40),
  hostPort: u16(42),
  guestPort: u16(44),
})

export const FIREWALL = struct(3700, {
  name: text(0, 40),
  xid: u32(40),
  in: u8(44),
  out: u8(45),
  rulesCount: u16(46),
  forwardsCount: u16(48),
  addresses: addresses(52, 16),
  rules: repeated(372, 64, RULE),
  forwards: repeated(2164, 32, FORWARD),
})

export const HITS = struct(16, { packets: u64(0), bytes: u64(8) })

export const FIREWALL_STATE = struct(1064, {
  rulesCount: u32(0),
  inForce: u32(4),
  rules: repeated(8, 64, HITS),
  in: nested(1032, HITS),
  out: nested(1048, HITS),
})

export const NETWORK_USE_REPLY = struct(24, { measuredAt: u64(0), durationUs: u64(8), guests: u32(16) })

export const NETWORK_MODE = { none: 0, private: 1, shared: 2 } as const
export const NETWORK_LINK = { routed: 1, bridge: 2, macvlan: 3 } as const
export const NETWORK_FLAG = { nat: 0x01, peers: 0x02, raw: 0x04, multicast: 0x08 } as const
export const NETWORK_TIER = { refused: 0, trusted: 1, full: 2 } as const
/** Bits of `flags` in the answer to networkProbe. */
export const HOST_NETWORK = {
  ipv4: 0x01,
  ipv6: 0x02,
  nft: 0x04,
  packet: 0x08,
  rate: 0x10,
  blocked: 0x20,
} as const
export const DIRECTION = { in: 1, out: 2 } as const
export const VERDICT = { accept: 1, drop: 2, reject: 3 } as const
export const PROTOCOL = { any: 0, icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const
export const RULE_FLAG = { log: 0x01 } as const
