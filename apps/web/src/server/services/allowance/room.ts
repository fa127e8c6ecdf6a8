import { roomIn } from './fit.ts'
import type { AllowanceKind, PoolLine, PoolTerms } from './model.ts'
import type { Need } from './need.ts'

type Amount = number | null

/** What a host has left of what guests take from it; null = infinity, below 0 = sold more often than it is there. */
export type HostLeft = Partial<Record<AllowanceKind, Amount>>

export type Bounds = {
  /** Null: the viewer sells from no pool. */
  held: { pool: readonly PoolLine[]; terms: PoolTerms } | null
  /** Null: the host was not heard. */
  left: HostLeft | null
  /** Addresses of the plan's kind that nobody has; null = not known. */
  addresses: { addresses4: number; addresses6: number } | null
}

export type Room = {
  /** How many more fit; null = no bound. */
  roomFor: number | null
  /** What the next one would lack. */
  blockedBy: AllowanceKind | null
  /** Whose: the reseller's pool, the pools of addresses, the host. An order beyond the host alone is not refused. */
  blockedOn: 'pool' | 'addresses' | 'host' | null
}

type Asked = { addresses4: number; addresses6: number }

/** How many new guests fit pool, addresses and host, and what the next one lacks; of equals what refuses it first. */
export function roomFor({ held, left, addresses }: Bounds, need: Need, asked: Asked): Room {
  const pool = held ? roomIn(held.pool, held.terms, need) : { roomFor: null, blockedBy: null }
  const rooms: Room[] = [
    { ...pool, blockedOn: pool.blockedBy && 'pool' },
    ...boundsOf('addresses', addresses ?? {}, asked),
    ...boundsOf('host', left ?? {}, need),
  ]
  return rooms.reduce((least, room) => (isLess(room.roomFor, least.roomFor) ? room : least))
}

/** A guest without a limit takes what is there, so that the host has no number for it. */
function boundsOf(blockedOn: 'addresses' | 'host', left: HostLeft, need: Need): Room[] {
  return (Object.keys(left) as AllowanceKind[]).flatMap((kind) => {
    const [rest, each] = [left[kind], need[kind]]
    if (rest === null || rest === undefined || !each) return []
    return [{ roomFor: Math.max(0, Math.floor(rest / each)), blockedBy: kind, blockedOn }]
  })
}

function isLess(a: Amount, b: Amount): boolean {
  return a !== null && (b === null || a < b)
}
