import { UNLIMITED } from '@vserver/core/limit/constants'
import { GIB } from '@vserver/core/units'
import { z } from 'zod'
import { CreatePlanRequest, NO_NETWORK, PlanNetwork } from '@/server/services/plan/model.ts'

const { name, limit } = CreatePlanRequest.shape
const NETWORK_KEYS = Object.keys(PlanNetwork.shape)

/** Flat, as the fields are: a limit, a network and a name. The network's own rules judge how its fields agree. */
export const PlanForm = z
  .strictObject({ name, ...limit.shape, ...PlanNetwork.shape })
  .superRefine((values, context) => {
    const judged = PlanNetwork.safeParse(pick(values, (key) => NETWORK_KEYS.includes(key)))
    for (const { path, message } of judged.error?.issues ?? [])
      context.addIssue({ code: 'custom', path, message })
  })
export type PlanDraft = z.infer<typeof PlanForm>

/** What most hosters sell first: a stack of its own and one address of each family. */
export const NEW_PLAN = {
  ...UNLIMITED,
  ...NO_NETWORK,
  name: '',
  memoryBytes: GIB,
  cpuMillicores: 1000,
  cpuWeight: 100,
  processes: 512,
}

export function toPlanRequest({ name: its, ...draft }: PlanDraft): CreatePlanRequest {
  const network = pick(draft, (key) => NETWORK_KEYS.includes(key))
  const limits = pick(draft, (key) => !NETWORK_KEYS.includes(key))
  return CreatePlanRequest.parse({ name: its, limit: limits, network })
}

function pick(values: object, isWanted: (key: string) => boolean): object {
  return Object.fromEntries(Object.entries(values).filter(([key]) => isWanted(key)))
}
