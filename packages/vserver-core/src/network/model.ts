import { z } from 'zod'
import { familyOf, IpAddress, IpPrefix, isGuestAddress, splitPrefix } from '../address/model.ts'
import { ADDRESSES_MAX, NETWORK_LINKS, NETWORK_MODES } from './constants.ts'

export { ADDRESSES_MAX, FORWARDS_MAX, NETWORK_LINKS, NETWORK_MODES, RULES_MAX } from './constants.ts'

export const NetworkMode = z.enum(NETWORK_MODES)
export type NetworkMode = z.infer<typeof NetworkMode>

export const NetworkLink = z.enum(NETWORK_LINKS)
export type NetworkLink = z.infer<typeof NetworkLink>

/** Name of a network device of the host. Source: IFNAMSIZ. */
export const DeviceName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,14}$/, 'This is not the name of a network device.')

const guestPrefix = IpPrefix.refine(
  (prefix) => isGuestAddress(splitPrefix(prefix).address) && splitPrefix(prefix).bits > 0,
  'A guest cannot have this address.',
)

const shape = {
  mode: NetworkMode,
  /** Of mode private. */
  link: NetworkLink,
  /** The bridge or device of the links `bridge` and `macvlan`; null for `routed`. */
  parent: DeviceName.nullable(),
  /** Null = that of the uplink. */
  mtu: z.number().int().min(1280).max(65_535).nullable(),
  /** With their prefixes, which are whole addresses unless it is on a common layer 2; it sends from the first. */
  addresses: z
    .array(guestPrefix)
    .max(ADDRESSES_MAX, `A guest has at most ${ADDRESSES_MAX} addresses.`)
    .refine(
      (list) => new Set(list.map((prefix) => splitPrefix(prefix).address)).size === list.length,
      'Each address can be given once.',
    ),
  /** Of the links `bridge` and `macvlan`. */
  gateways: z.array(IpAddress).max(2),
  /** Hidden behind the host's address: it reaches others, and they reach it by forwarded ports alone. */
  nat: z.boolean(),
  /** May speak with other guests of the host. */
  peers: z.boolean(),
  /** Of mode shared: may open raw ICMP sockets; may use multicast and broadcast. */
  raw: z.boolean(),
  multicast: z.boolean(),
  /** For its /etc/resolv.conf; none = its own file is left alone. */
  nameservers: z.array(IpAddress).max(3, 'A guest has at most 3 name servers.'),
}

export const NO_NETWORK = {
  mode: 'none',
  link: 'routed',
  parent: null,
  mtu: null,
  addresses: [],
  gateways: [],
  nat: false,
  peers: false,
  raw: false,
  multicast: false,
  nameservers: [],
} satisfies z.infer<z.ZodObject<typeof shape>>

/** The network of a guest. */
export const Network = z
  .strictObject({
    mode: shape.mode.default(NO_NETWORK.mode),
    link: shape.link.default(NO_NETWORK.link),
    parent: shape.parent.default(NO_NETWORK.parent),
    mtu: shape.mtu.default(NO_NETWORK.mtu),
    addresses: shape.addresses.default(NO_NETWORK.addresses),
    gateways: shape.gateways.default(NO_NETWORK.gateways),
    nat: shape.nat.default(NO_NETWORK.nat),
    peers: shape.peers.default(NO_NETWORK.peers),
    raw: shape.raw.default(NO_NETWORK.raw),
    multicast: shape.multicast.default(NO_NETWORK.multicast),
    nameservers: shape.nameservers.default(NO_NETWORK.nameservers),
  })
  .superRefine((network, context) => {
    for (const [path, message] of contradictionsOf(network)) {
      context.addIssue({ code: 'custom', path: [path], message })
    }
  })
export type Network = z.infer<typeof Network>

/** An absent field keeps its value. */
export const NetworkChange = z.strictObject(shape).partial()
export type NetworkChange = z.infer<typeof NetworkChange>

type Fields = z.infer<z.ZodObject<typeof shape>>

/** What does not fit together, by field. */
function contradictionsOf(network: Fields): [keyof Fields, string][] {
  const isPrivate = network.mode === 'private'
  const hasLayer2 = isPrivate && network.link !== 'routed'
  const isWhole = (prefix: string) => splitPrefix(prefix).bits === (familyOf(prefix) === 4 ? 32 : 128)
  const families = new Set(network.gateways.map(familyOf))
  const rules: [boolean, keyof Fields, string][] = [
    [
      network.mode === 'none' && network.addresses.length > 0,
      'addresses',
      'A guest without a network has no addresses.',
    ],
    [
      network.mode === 'shared' && network.addresses.length === 0,
      'addresses',
      'A shared network needs an address.',
    ],
    [
      !hasLayer2 && !network.addresses.every(isWhole),
      'addresses',
      'Here an address is given without the length of a prefix.',
    ],
    [
      !isPrivate && network.link !== 'routed',
      'link',
      'Only a private network is joined by a bridge or a device.',
    ],
    [
      hasLayer2 !== (network.parent !== null),
      'parent',
      'A bridge or macvlan needs its device, and a routed network has none.',
    ],
    [!isPrivate && network.mtu !== null, 'mtu', 'Only a private network has an MTU of its own.'],
    [!hasLayer2 && network.gateways.length > 0, 'gateways', 'The gateway of a routed network is the host.'],
    [families.size < network.gateways.length, 'gateways', 'There is at most one gateway of each family.'],
    [
      network.nat && !(isPrivate && !hasLayer2),
      'nat',
      'Only a routed private network can be hidden behind the host.',
    ],
    [
      network.peers && (network.mode === 'none' || hasLayer2),
      'peers',
      'Here the host does not decide who speaks with whom.',
    ],
    [
      network.raw && network.mode !== 'shared',
      'raw',
      'This belongs to the shared network; a private one has the capability NET_RAW.',
    ],
    [network.multicast && network.mode !== 'shared', 'multicast', 'This belongs to the shared network.'],
  ]
  return rules.flatMap(([isWrong, field, message]) =>
    isWrong ? [[field, message] as [keyof Fields, string]] : [],
  )
}

/** What the host can do for networks of guests, found out by trying. */
export const HOST_NETWORK_FEATURES = ['ipv4', 'ipv6', 'nft', 'packet', 'rate', 'blocked'] as const
export const HostNetwork = z.strictObject({
  /** How well a guest in the host's stack can be held to its addresses. */
  tier: z.enum(['refused', 'trusted', 'full']),
  /** Why it is no better; null when it is `full`. */
  tierFailure: z.string().nullable(),
  /**
   * `ipv4`, `ipv6`: there is a default route. `nft`: firewalls can be set. `packet`: private networks can be made.
   * `rate`: so can limits of their speed. `blocked`: rules of somebody else drop what is forwarded.
   */
  features: z.array(z.enum(HOST_NETWORK_FEATURES)),
  /** Null: no default route. */
  uplink: z.string().nullable(),
  uplinkMtu: z.number().int(),
  /** The table and chain that drop forwarded packets; null when nothing does. */
  blocker: z.string().nullable(),
  /** The host's own, with their prefixes. */
  addresses: z.array(z.string()),
})
export type HostNetwork = z.infer<typeof HostNetwork>

/** A guest's network as the kernel tells it. */
export const NetworkState = z.strictObject({
  network: Network,
  /** The host's end of its link; null when it has none. */
  device: z.string().nullable(),
  /** Programs that hold it to its addresses, and how many of them are missing. */
  programs: z.number().int(),
  programsMissing: z.number().int(),
})
export type NetworkState = z.infer<typeof NetworkState>

const Traffic = z.strictObject({ bytes: z.number(), packets: z.number() })

/** What guests have sent and received since the host was started; never goes back until then. */
export const NetworkUse = z.strictObject({
  at: z.iso.datetime(),
  durationUs: z.number(),
  guests: z.array(
    z.strictObject({
      /** A guest's name. */
      name: z.string(),
      in4: Traffic,
      in6: Traffic,
      out4: Traffic,
      out6: Traffic,
      /** Packets it sent under a name that is not its own. */
      spoofed: z.number(),
      /** Packets dropped by its limits of speed. */
      rateDropped: z.number(),
    }),
  ),
})
export type NetworkUse = z.infer<typeof NetworkUse>
