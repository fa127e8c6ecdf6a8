import { type Network, NO_NETWORK } from '@vserver/core/network/model'
import type { Transaction } from '@vserver/db'
import type { Agent } from '../../agent/agent.ts'
import type { Taker } from '../address/pool-of.ts'
import { takeAddresses } from '../address/take.ts'
import type { PlanNetwork } from '../plan/network.ts'
import { guestAddresses, hostAddresses, withAddresses } from './guest-addresses.ts'

type Take = (tx: Transaction, taker: Taker) => Promise<unknown>

/** Takes the addresses that a guest of this plan gets; null when it gets none. */
export async function takePlanned(agent: Agent, plan: PlanNetwork): Promise<Take | null> {
  const { addresses4, addresses6, addressKind: kind } = plan
  if (addresses4 + addresses6 === 0) return null
  const keep = await hostAddresses(agent)
  return async (tx, taker) => {
    await takeAddresses(tx, taker, { family: 4, kind, count: addresses4, keep })
    await takeAddresses(tx, taker, { family: 6, kind, count: addresses6, keep })
  }
}

/** The network that a new guest begins with. Private addresses reach others behind the host's. */
export async function plannedNetwork(
  db: Pick<Transaction, 'address'>,
  guestId: string,
  { mode, addressKind }: PlanNetwork,
): Promise<Network> {
  const rows = await guestAddresses(db, guestId)
  const isRouted = rows.every(({ pool }) => pool?.link === 'routed')
  const nat = mode === 'private' && addressKind === 'private' && isRouted
  return withAddresses({ ...NO_NETWORK, mode, nat }, rows)
}
