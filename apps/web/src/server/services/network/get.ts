import { familyOf } from '@vserver/core/address/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { type AddressRow, guestAddresses, isInStep } from './guest-addresses.ts'
import type { GuestAddress, NetworkView } from './model.ts'

export async function getNetwork(ctx: ServiceContext, guest: ScopedGuest): Promise<NetworkView> {
  const [rows, { network, state }, { addresses: _own, ...host }] = await Promise.all([
    guestAddresses(ctx.db, guest.id),
    askHostOf(ctx, guest, (agent, name) => agent.getNetwork(name)),
    askHostOf(ctx, guest, (agent) => agent.hostNetwork()),
  ])
  return {
    network,
    addresses: rows.flatMap((row) => viewOf(ctx, row)),
    state: state && {
      ...{ device: state.device, programs: state.programs, programsMissing: state.programsMissing },
    },
    inStep: isInStep(network, rows),
    host,
  }
}

function viewOf({ reverseDns }: ServiceContext, { pool, ...row }: AddressRow): GuestAddress[] {
  if (!pool) return []
  return [
    {
      address: row.address,
      family: familyOf(row.address),
      kind: pool.kind,
      pool: { id: pool.id, name: pool.name },
      reverseName: row.reverseName,
      canReverse: reverseDns !== null && pool.reverseZone !== null,
      since: row.createdAt.toISOString(),
    },
  ]
}
