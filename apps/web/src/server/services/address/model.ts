import { IpAddress, IpPrefix } from '@vserver/core/address/model'
import { DeviceName, NetworkLink } from '@vserver/core/network/model'
import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { PageRequest } from '../paging/model.ts'
import { AddressKind } from '../plan/network.ts'

/** RFC 1123 labels; without the dot at the end. */
export const DomainName = z
  .string()
  .max(253)
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    msg('This is not a domain name, such as mail.example.org.'),
  )

const id = z.string().min(1).max(64)
const name = z.string().trim().min(1, msg('A pool needs a name.')).max(40)
const parent = DeviceName.nullable()

export const CreatePoolRequest = z
  .strictObject({
    name,
    /** Null: of any host. */
    hostId: id.nullable().default(null),
    kind: AddressKind,
    /** 192.0.2.0/24 */
    prefix: IpPrefix,
    /** Of its link; never given to a guest. */
    gateway: IpAddress.nullable().default(null),
    /** How guests are joined to it. */
    link: NetworkLink.default('routed'),
    /** The host's bridge or device that leads to it; null when guests are routed. */
    parent: parent.default(null),
    /** The zone that names its addresses. */
    reverseZone: DomainName.nullable().default(null),
  })
  .refine(({ link, parent }) => (link === 'routed') === (parent === null), {
    message: msg('A bridge or macvlan needs its device, and a routed network has none.'),
    path: ['parent'],
  })
export type CreatePoolRequest = z.infer<typeof CreatePoolRequest>

/** An absent field keeps its value; what guests have of it stays as it is. */
export const UpdatePoolRequest = z.strictObject({
  poolId: id,
  change: z
    .strictObject({ name, gateway: IpAddress.nullable(), reverseZone: DomainName.nullable() })
    .partial(),
})
export type UpdatePoolRequest = z.infer<typeof UpdatePoolRequest>

export const OnePool = z.strictObject({ poolId: id })

export const PoolPageRequest = OnePool.extend(PageRequest.omit({ query: true }).shape)
export type PoolPageRequest = z.infer<typeof PoolPageRequest>

export const KeepAddressRequest = z.strictObject({
  poolId: id,
  address: IpAddress,
  note: z.string().trim().max(200).default(''),
  /** For the guests of one reseller; null: for nobody. */
  resellerId: id.nullable().default(null),
})
export type KeepAddressRequest = z.infer<typeof KeepAddressRequest>

export const OneAddress = z.strictObject({ address: IpAddress })

export type PoolView = {
  id: string
  name: string
  host: { id: string; name: string } | null
  kind: AddressKind
  family: 4 | 6
  /** 192.0.2.0/24 */
  prefix: string
  gateway: string | null
  link: NetworkLink
  parent: string | null
  reverseZone: string | null
  /** Of addresses; `free` of a large IPv6 network is more than can be counted: null. */
  assigned: number
  reserved: number
  quarantined: number
  free: number | null
  createdAt: string
}

export type AddressState = 'reserved' | 'assigned' | 'quarantined' | 'free'

export type AddressView = {
  address: string
  family: 4 | 6
  state: AddressState
  guest: { id: string; name: string } | null
  reseller: { id: string; name: string } | null
  customer: { id: string; name: string } | null
  reverseName: string | null
  note: string | null
  since: string
  /** Since when it is taken from its guest; null = it is not. */
  releasedAt: string | null
  /** When it may be given to another. */
  freeAt: string | null
}

/** Newest first; the first one that is not free holds the address now. */
export type WhoHas = {
  address: string
  pool: { id: string; name: string } | null
  /** The guest that has it now, or null. */
  now: AddressView | null
  history: AddressView[]
}
