import type { AllowanceKind, PoolLine, PoolTerms } from './model.ts'
import type { Need } from './need.ts'

/** Null = infinity. */
type Amount = number | null
type Pool = Pick<PoolLine, 'kind' | 'left'>

/** Why a guest that had so much may not have what it wants: the bound for one guest, or the pool; null = it may. */
export function refusalOf(
  { kind, left }: Pool,
  terms: PoolTerms,
  { had, wants }: { had: Amount; wants: Amount },
): 'guest' | 'pool' | null {
  if (isAbove(mostOf(terms, kind), had, wants)) return 'guest'
  const mayOveruse = terms.overuse !== 'block' && wants !== null
  return mayOveruse || fits(left, had, wants) ? null : 'pool'
}

/** How many new guests with this need fit, and what the next one would lack; null = no bound. */
export function roomIn(
  pool: readonly Pool[],
  terms: PoolTerms,
  need: Need,
): { roomFor: number | null; blockedBy: AllowanceKind | null } {
  let room: { roomFor: number | null; blockedBy: AllowanceKind | null } = { roomFor: null, blockedBy: null }
  for (const line of pool) {
    const each = need[line.kind]
    if (each === undefined || each === 0) continue
    const roomFor = roomOf(line, terms, each)
    if (roomFor !== null && (room.roomFor === null || roomFor < room.roomFor))
      room = { roomFor, blockedBy: line.kind }
  }
  return room
}

function roomOf(line: Pool, terms: PoolTerms, each: Amount): number | null {
  if (refusalOf(line, terms, { had: 0, wants: each })) return 0
  if (line.left === null || each === null || terms.overuse !== 'block') return null
  return Math.floor(line.left / each)
}

function fits(left: Amount, had: Amount, wants: Amount): boolean {
  if (left === null) return true
  if (wants === null) return had === null
  return had === null || wants <= had || wants - had <= left
}

/** What one guest may have of a kind. */
function mostOf(terms: PoolTerms, kind: AllowanceKind): Amount {
  switch (kind) {
    case 'memoryBytes':
      return terms.guestMemoryBytes
    case 'cpuMillicores':
      return terms.guestMillicores
    case 'diskBytes':
      return terms.guestDiskBytes
    default:
      return null
  }
}

/** A guest that has more from before keeps it, and may shrink. */
function isAbove(most: Amount, had: Amount, wants: Amount): boolean {
  if (most === null || had === null) return false
  return wants === null || (wants > most && wants > had)
}
