import { Limit, type LimitChange } from '@vserver/core/limit/model'
import { z } from 'zod'
import { msg } from '@/language/t.ts'
import type { AllowanceKind } from '../allowance/model.ts'
import type { Need } from '../allowance/need.ts'
import type { RoomView } from '../allowance/room-for.ts'
import { NO_NETWORK, PlanNetwork } from './network.ts'

export { ADDRESS_KINDS, NO_NETWORK, PlanNetwork, TRAFFIC_ACTIONS } from './network.ts'

export const CreatePlanRequest = z.strictObject({
  name: z.string().trim().min(1, msg('A plan needs a name.')).max(40),
  limit: Limit,
  network: PlanNetwork.default(NO_NETWORK),
})
export type CreatePlanRequest = z.infer<typeof CreatePlanRequest>

export type PlanPreviewRow = {
  guestId: string
  name: string
  customerName: string
  /** The version it was sold. */
  version: number
  change: LimitChange
  /** Limits chosen for this guest alone, which stay. */
  kept: (keyof Limit)[]
  /** In one month; absent = stays. */
  trafficBytes?: number | null
  /** What its reseller's pool has not enough of. */
  blockedBy: AllowanceKind | null
  /** False: it is being made or deleted. */
  isActive: boolean
}

export type PlanView = {
  id: string
  name: string
  version: number
  /** Not sold any more. */
  isRetired: boolean
  /** The viewer may change it. */
  isOwn: boolean
  limit: Limit
  network: PlanNetwork
  /** What a guest of it takes out of its reseller's pool; null = infinity. */
  need: Need
  /** Guests sold on any version of it that the viewer may see. */
  guests: number
  /** Those of them on an older version. */
  olderGuests: number
} & RoomView
