import type { HostHub } from '../../agent/hub.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import { countFreeAddresses } from '../address/count-free.ts'
import { ownAccount } from '../guest/in-scope.ts'
import { readHostLeft } from '../host/left.ts'
import { hostAddresses } from '../network/guest-addresses.ts'
import type { AddressKind } from '../plan/network.ts'
import type { Need } from './need.ts'
import { readPoolWithTerms } from './pool.ts'
import { type Bounds, type Room, roomFor } from './room.ts'

export type RoomView = Room & {
  /** The host that was counted; null = none was, since the viewer sells nothing and has no hosts. */
  host: RoomHost | null
}
/** Only who has hosts is told which it is. */
export type RoomHost = { name: string | null; heard: boolean }

type Asked = { need: Need; addresses4: number; addresses6: number; addressKind: AddressKind }
const NOT_COUNTED = { roomFor: null, blockedBy: null, blockedOn: null, host: null } as const

/** Reads once what there is, and answers for each bundle of limits how many more guests of it fit. */
export async function readRoomFor(
  ctx: ServiceContext,
  hub: HostHub | null,
): Promise<(asked: Asked) => Promise<RoomView>> {
  const isSeller = ctx.viewer.role === 'reseller'
  const hasHosts = isGranted(ctx.viewer, 'host.read')
  if (!isSeller && !hasHosts) return async () => NOT_COUNTED
  const held = isSeller ? await readPoolWithTerms(ctx.db, ownAccount(ctx.viewer)) : null
  const left = hub && (await readHostLeft(ctx, hub, held?.terms.oversellPercent ?? 0))
  const name = hub && hasHosts ? await nameOf(ctx, hub.hostId) : null
  const freeOf = memo((kind: AddressKind) => readFree(ctx, left ? hub : null, kind))
  return async ({ need, addresses4, addresses6, addressKind }) => {
    const asked = { addresses4, addresses6 }
    const addresses = addresses4 + addresses6 > 0 ? await freeOf(addressKind) : null
    return { ...roomFor({ held, left, addresses }, need, asked), host: { name, heard: left !== null } }
  }
}

async function readFree(
  ctx: ServiceContext,
  hub: HostHub | null,
  kind: AddressKind,
): Promise<Bounds['addresses']> {
  if (!hub || ctx.viewer.role !== 'reseller') return null
  const keep = await hostAddresses(hub.agent).catch(() => null)
  const { hostId } = hub
  return keep && countFreeAddresses(ctx, { hostId, resellerId: ownAccount(ctx.viewer), kind, keep })
}

function memo<K, V>(of: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>()
  return (key) => {
    const value = known.has(key) ? (known.get(key) as V) : of(key)
    known.set(key, value)
    return value
  }
}

async function nameOf({ db }: ServiceContext, id: string): Promise<string | null> {
  const host = await db.host.findUnique({ where: { id }, select: { name: true } })
  return host?.name ?? null
}
