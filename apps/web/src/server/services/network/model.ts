import { IpAddress } from '@vserver/core/address/model'
import { type HostNetwork, type Network, NetworkChange } from '@vserver/core/network/model'
import { z } from 'zod'
import { DomainName } from '../address/model.ts'
import { AddressKind } from '../plan/network.ts'

/** What a seller may change; which addresses a guest has is a matter of its own. An absent field keeps its value. */
export const SetNetworkRequest = z.object({
  change: NetworkChange.pick({
    mode: true,
    mtu: true,
    nat: true,
    peers: true,
    raw: true,
    multicast: true,
    nameservers: true,
  }),
})
export type SetNetworkRequest = z.infer<typeof SetNetworkRequest>

export const SetNameserversRequest = z.object({ nameservers: NetworkChange.shape.nameservers.unwrap() })

export const AddAddressRequest = z.union([
  /** This very address. */
  z.object({ address: IpAddress }),
  /** The lowest free one. */
  z.object({ family: z.union([z.literal(4), z.literal(6)]), kind: AddressKind.default('public') }),
])
export type AddAddressRequest = z.infer<typeof AddAddressRequest>

export const OwnAddressRequest = z.object({ address: IpAddress })

/** Null takes the name away. */
export const SetReverseRequest = z.object({ address: IpAddress, name: DomainName.nullable() })
export type SetReverseRequest = z.infer<typeof SetReverseRequest>

export type GuestAddress = {
  address: string
  family: 4 | 6
  kind: AddressKind
  pool: { id: string; name: string }
  reverseName: string | null
  /** It can be named: its pool has a zone and the panel is joined to a name server. */
  canReverse: boolean
  since: string
}

export type NetworkView = {
  /** As the host keeps it; which addresses are the guest's is in `addresses`. */
  network: Network
  /** The first of each family is the one it sends from. */
  addresses: GuestAddress[]
  /** What the kernel says; null while the guest does not run. */
  state: { device: string | null; programs: number; programsMissing: number } | null
  /** False while the host has not got the addresses that are the guest's. */
  inStep: boolean
  /** What its host can do for networks. */
  host: Omit<HostNetwork, 'addresses'>
}
