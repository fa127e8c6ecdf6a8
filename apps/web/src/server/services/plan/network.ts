import { NetworkMode } from '@vserver/core/network/model'
import { MIB } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import { z } from 'zod'
import { msg, t } from '@/language/t.ts'
import type { Need } from '../allowance/need.ts'

export const ADDRESS_KINDS = ['public', 'private'] as const
export const AddressKind = z.enum(ADDRESS_KINDS)
export type AddressKind = z.infer<typeof AddressKind>

export const TRAFFIC_ACTIONS = ['notify', 'throttle', 'suspend'] as const
export const TrafficAction = z.enum(TRAFFIC_ACTIONS)
export type TrafficAction = z.infer<typeof TrafficAction>

const ADDRESSES_MAX = 16
const count = z.number().int().min(0).max(ADDRESSES_MAX)

/** Both directions in one month; null = unmetered. */
export const trafficBytes = z
  .number()
  .int()
  .min(MIB, msg('Traffic must be at least 1 MiB a month.'))
  .max(Number.MAX_SAFE_INTEGER)
  .nullable()

const shape = {
  /** How its guests are joined to the network. */
  mode: NetworkMode,
  /** Addresses that each guest gets. */
  addresses4: count,
  addresses6: count,
  /** Private IPv4 addresses are hidden behind the host's. */
  addressKind: AddressKind,
  trafficBytes,
  /** The day on which a month of traffic begins, UTC. */
  trafficResetDay: z.number().int().min(1).max(28, msg('A month of traffic begins on day 28 at the latest.')),
  /** What is done to a guest beyond its traffic. */
  trafficAction: TrafficAction,
  /** Bits a second, each way, of a guest that is throttled. */
  trafficThrottleBits: z
    .number()
    .int()
    .min(8000)
    .max(10 ** 12),
}

export const PlanNetwork = z
  .strictObject(shape)
  .refine(({ addresses4, addresses6 }) => addresses4 + addresses6 <= ADDRESSES_MAX, {
    error: () => t('A guest has at most {count} addresses.', { count: ADDRESSES_MAX }),
    path: ['addresses6'],
  })
  .refine(({ mode, addresses4, addresses6 }) => mode !== 'none' || addresses4 + addresses6 === 0, {
    message: msg('A guest without a network has no addresses.'),
    path: ['mode'],
  })
  .refine(({ mode, addresses4, addresses6 }) => mode !== 'shared' || addresses4 + addresses6 > 0, {
    message: msg('A shared network needs an address.'),
    path: ['addresses4'],
  })
export type PlanNetwork = z.infer<typeof PlanNetwork>

export const NO_NETWORK: PlanNetwork = {
  mode: 'none',
  addresses4: 0,
  addresses6: 0,
  addressKind: 'public',
  trafficBytes: null,
  trafficResetDay: 1,
  trafficAction: 'notify',
  trafficThrottleBits: 1_000_000,
}

type Columns = Omit<PlanNetwork, 'mode' | 'trafficBytes' | 'trafficThrottleBits'> & {
  networkMode: string
  trafficBytes: bigint | null
  trafficThrottleBits: bigint
}

export function planNetwork(row: Prisma.PlanGetPayload<object>): PlanNetwork {
  const { addresses4, addresses6, addressKind, trafficResetDay, trafficAction } = row
  return {
    mode: shape.mode.parse(row.networkMode),
    ...{ addresses4, addresses6, addressKind, trafficResetDay, trafficAction },
    trafficBytes: row.trafficBytes === null ? null : Number(row.trafficBytes),
    trafficThrottleBits: Number(row.trafficThrottleBits),
  }
}

export function planNetworkColumns({ mode, ...network }: PlanNetwork): Columns {
  return {
    ...network,
    networkMode: mode,
    trafficBytes: network.trafficBytes === null ? null : BigInt(network.trafficBytes),
    trafficThrottleBits: BigInt(network.trafficThrottleBits),
  }
}

export function isSameNetwork(a: PlanNetwork, b: PlanNetwork): boolean {
  return (Object.keys(shape) as (keyof PlanNetwork)[]).every((field) => a[field] === b[field])
}

/** What one guest takes out of its reseller's pool for its network. Private addresses are not scarce. */
export function networkNeed({ addresses4, addresses6, addressKind, trafficBytes }: PlanNetwork): Need {
  const isPublic = addressKind === 'public'
  return {
    addresses4: isPublic ? addresses4 : 0,
    addresses6: isPublic ? addresses6 : 0,
    trafficBytes,
  }
}
