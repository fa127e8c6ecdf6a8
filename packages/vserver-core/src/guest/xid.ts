import { VserverError } from '../errors.ts'
import { type GuestRecord, XID_GUEST_MAX, XID_MIN, Xid } from './model.ts'

/** The lowest context number no guest has. */
export function lowestFreeXid(records: readonly GuestRecord[]): Xid {
  const taken = new Set<number>(records.map((record) => record.xid))
  for (let xid = XID_MIN; xid <= XID_GUEST_MAX; xid++) {
    if (!taken.has(xid)) return Xid.parse(xid)
  }
  throw new VserverError('NO_CAPACITY', 'This host has no free context number.', {
    hint: 'Delete a guest or choose another host.',
  })
}
