import { Limit } from '@vserver/core/limit/model'
import { z } from 'zod'
import type { AllowanceKind } from '../allowance/model.ts'
import type { Need } from '../allowance/reserve.ts'
import { NO_NETWORK, PlanNetwork } from './network.ts'

export { ADDRESS_KINDS, NO_NETWORK, PlanNetwork, TRAFFIC_ACTIONS } from './network.ts'

export const CreatePlanRequest = z.strictObject({
  name: z.string().trim().min(1, 'A plan needs a name.').max(40),
  limit: Limit,
  network: PlanNetwork.default(NO_NETWORK),
})
export type CreatePlanRequest = z.infer<typeof CreatePlanRequest>

export type PlanView = {
  id: string
  name: string
  limit: Limit
  network: PlanNetwork
  /** What a guest of it takes out of its reseller's pool; null = infinity. */
  need: Need
  /** Guests sold on it that the viewer may see. */
  guests: number
  /** How many more fit the viewer's pool; null = no bound. */
  roomFor: number | null
  /** The quantity that runs out first. */
  blockedBy: AllowanceKind | null
}
