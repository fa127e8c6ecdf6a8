import { VserverError } from '@vserver/core/errors'
import type { Network } from '@vserver/core/network/model'
import { MINUTE_MS } from '@vserver/core/units'
import type { Transaction } from '@vserver/db'
import { msg } from '@/language/t.ts'
import { isUnsure } from '../../agent/unsure.ts'
import type { Panel } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { type AddressRow, withAddresses } from './guest-addresses.ts'

/** A change that was begun longer ago than this is not under way any more. */
export const NETWORK_INTENT_MS = MINUTE_MS

type Target = Pick<ScopedGuest, 'id' | 'name' | 'hostName' | 'hostId'>

/** One change of a guest's network at a time. */
export async function beginChange(tx: Transaction, { id, name }: Target): Promise<void> {
  const row = await tx.guest.findUniqueOrThrow({ where: { id } })
  if (row.life !== 'active')
    throw new VserverError('INVALID_STATE', `The guest is ${row.life}.`, {
      subject: name,
      hint: msg('Its network can be changed when it is there.'),
    })
  const isUnderWay =
    row.networkIntentAt !== null && Date.now() - row.networkIntentAt.getTime() < NETWORK_INTENT_MS
  if (isUnderWay)
    throw new VserverError('BUSY', 'The network is being changed.', {
      subject: name,
      hint: msg('Somebody is changing the network of this guest; look again in a minute.'),
    })
  await tx.guest.update({ where: { id }, data: { networkIntentAt: new Date() } })
}

export async function endChange({ db }: Pick<Panel, 'db'>, { id }: Pick<Target, 'id'>): Promise<void> {
  await db.guest.update({ where: { id }, data: { networkIntentAt: null } })
}

type Change = {
  rows: readonly AddressRow[]
  /** Of what the host has. */
  edit?(network: Network): Network
  /** Done when the host has refused, and so has changed nothing. */
  undo?(): Promise<void>
}

/**
 * Asks the host for the network that these addresses make. When it is not known whether the host did it, the change
 * stays marked, and reconcile asks again.
 */
export async function pushNetwork(
  panel: Panel,
  guest: Target,
  { rows, edit = (network) => network, undo = async () => {} }: Change,
): Promise<void> {
  try {
    await askHostOf(panel, guest, async (agent, name) => {
      const { network } = await agent.getNetwork(name)
      return agent.setNetwork(name, withAddresses(edit(network), rows))
    })
  } catch (error) {
    if (isUnsure(error)) throw error
    await undo()
    await endChange(panel, guest)
    throw error
  }
}
