import type { TrafficAction } from '../services/plan/network.ts'
import { NO_NETWORK } from '../services/plan/network.ts'
import { as, type Tenant, type World } from './world.ts'

const MIB = 1024 * 1024
const LIMIT = { memoryBytes: 16 * MIB, cpuMillicores: 10, cpuWeight: 100, processes: 16 }

type Pool = { prefix: string; kind?: 'public' | 'private'; name?: string; gateway?: string }

export async function addPool(world: World, pool: Pool): Promise<string> {
  const { id } = await as(world.admin).address.createPool({ kind: 'public', name: pool.prefix, ...pool })
  return id
}

type Network = Partial<typeof NO_NETWORK> & { trafficAction?: TrafficAction }

/** A world whose plan has this network. */
export async function withPlan(world: World, tenant: Tenant, network: Network): Promise<World> {
  const mode = network.mode ?? 'private'
  const { id: planId } = await as(tenant.reseller).plan.create({
    name: crypto.randomUUID().slice(0, 8),
    limit: LIMIT,
    network: { ...NO_NETWORK, ...network, mode },
  })
  return { ...world, planId }
}

export async function reservedOf(tenant: Tenant, kind: string): Promise<number | undefined> {
  return (await as(tenant.reseller).allowance.summary()).find((line) => line.kind === kind)?.reserved
}
