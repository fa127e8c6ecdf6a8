import type { ServiceContext } from '../../context.ts'
import { needOf } from '../allowance/reserve.ts'
import { type RoomView, readRoomFor } from '../allowance/room-for.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'
import { fromColumns } from '../limit/columns.ts'

/** How many clones of this guest fit; they begin without addresses. */
export async function roomForClones(ctx: ServiceContext, guest: ScopedGuest): Promise<RoomView> {
  const roomFor = await readRoomFor(ctx, hubOf(ctx, guest.hostId))
  return roomFor({ need: cloneNeed(guest), addresses4: 0, addresses6: 0, addressKind: 'public' })
}

/** What a clone takes out of the pool: as much as its source. */
export function cloneNeed(source: ScopedGuest) {
  const trafficBytes = source.trafficBytes === null ? null : Number(source.trafficBytes)
  return { ...needOf(fromColumns(source)), trafficBytes }
}
