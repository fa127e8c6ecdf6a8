import { LIMIT_FIELDS, type Limit } from '@vserver/core/limit/model'
import { ALLOWANCE_KINDS, type AllowanceKind } from '../allowance/model.ts'
import type { Drift } from './model.ts'

/** Null = infinity, 0 = nothing. */
type Amounts = Partial<Record<AllowanceKind, number | null>>

type Held = { kind: AllowanceKind; accountId: string; amount: number | null }

/** A guest as the panel's tables tell it. */
export type SoldGuest = {
  id: string
  name: string
  hostId: string
  hostName: string
  accountId: string
  accountName: string
  life: 'creating' | 'active' | 'deleting' | 'deleted'
  /** Being changed just now: the two truths may differ for a moment. */
  isChanging: boolean
  /** Stopped for a time, and started again by itself. */
  keepsItsPlace: boolean
  limit: Limit
  need: Amounts
  held: Held[]
}

export type Granted = {
  accountId: string
  accountName: string
  kind: AllowanceKind
  granted: number | null
  reserved: number
}

/** `isUp`: it counts as running; null = that has changed just now. */
export type OnHost = { limit: Limit; isUp: boolean | null }

/** What a host enforces, by the names it has for its guests. */
export type HostSays = ReadonlyMap<string, ReadonlyMap<string, OnHost>>

/** Everything that does not agree; [] is the proof. Hosts that are not in `says` are not compared. */
export function findDrifts(
  guests: readonly SoldGuest[],
  grants: readonly Granted[],
  says: HostSays,
): Drift[] {
  const ofGuests = guests.flatMap((guest) => [
    ...ledgerDrifts(guest),
    ...runDrifts(guest, says),
    ...hostDrifts(guest, says),
  ])
  return [...ofGuests, ...unownedGuests(guests, says), ...grants.flatMap(overdrawn)]
}

function about(guest: SoldGuest): Pick<Drift, 'accountId' | 'accountName' | 'guestId' | 'guestName'> {
  const { accountId, accountName, id: guestId, name: guestName } = guest
  return { accountId, accountName, guestId, guestName }
}

function ledgerDrifts(guest: SoldGuest): Drift[] {
  if (guest.isChanging) return []
  const base = { ...about(guest), repairs: ['ledger' as const] }
  if (guest.life === 'deleted')
    return guest.held.map(({ kind, amount }) => ({
      ...base,
      kind: 'ended',
      subject: kind,
      expected: 0,
      found: amount,
    }))
  const foreign = guest.held.filter(({ accountId }) => accountId !== guest.accountId)
  const moved = foreign.map(({ kind, amount }): Drift => {
    return { ...base, kind: 'owner', subject: kind, expected: amount, found: 0 }
  })
  const wrong = ALLOWANCE_KINDS.flatMap((kind): Drift[] => {
    if (kind === 'runningGuests') return []
    const expected = guest.need[kind] === undefined ? 0 : guest.need[kind]
    const row = guest.held.find((one) => one.kind === kind)
    const found = row === undefined ? 0 : row.amount
    if (expected === found) return []
    return [{ ...base, kind: 'reservation', subject: kind, expected, found }]
  })
  return [...moved, ...wrong]
}

/** Which guests run is their host's truth, and a suspended one keeps its place. */
function runDrifts(guest: SoldGuest, says: HostSays): Drift[] {
  const onHost = says.get(guest.hostId)?.get(guest.hostName)
  if (!onHost || onHost.isUp === null || guest.life !== 'active' || guest.isChanging) return []
  const expected = onHost.isUp || guest.keepsItsPlace ? 1 : 0
  const row = guest.held.find(({ kind }) => kind === 'runningGuests')
  const found = row === undefined ? 0 : row.amount
  if (expected === found) return []
  const base = { ...about(guest), kind: 'reservation' as const, repairs: ['ledger' as const] }
  return [{ ...base, subject: 'runningGuests', expected, found }]
}

function hostDrifts(guest: SoldGuest, says: HostSays): Drift[] {
  const onHost = says.get(guest.hostId)
  if (!onHost || guest.life !== 'active' || guest.isChanging) return []
  const enforced = onHost.get(guest.hostName)?.limit
  if (!enforced)
    return [
      { ...about(guest), kind: 'missing', subject: null, expected: guest.hostName, found: null, repairs: [] },
    ]
  return LIMIT_FIELDS.filter((field) => enforced[field] !== guest.limit[field]).map((field) => ({
    ...about(guest),
    kind: 'host',
    subject: field,
    expected: guest.limit[field],
    found: enforced[field],
    repairs: ['adopt', 'restore'],
  }))
}

function unownedGuests(guests: readonly SoldGuest[], says: HostSays): Drift[] {
  const known = new Set(guests.filter(({ life }) => life !== 'deleted').map(keyOf))
  return [...says].flatMap(([hostId, onHost]) =>
    [...onHost.keys()]
      .filter((hostName) => !known.has(keyOf({ hostId, hostName })))
      .map((guestName) => ({
        kind: 'unowned' as const,
        accountId: null,
        accountName: null,
        guestId: null,
        guestName,
        subject: null,
        expected: null,
        found: guestName,
        repairs: [],
      })),
  )
}

function keyOf({ hostId, hostName }: Pick<SoldGuest, 'hostId' | 'hostName'>): string {
  return `${hostId}/${hostName}`
}

function overdrawn({ accountId, accountName, kind, granted, reserved }: Granted): Drift[] {
  if (granted === null || reserved <= granted) return []
  const whose = { accountId, accountName, guestId: null, guestName: null }
  return [{ ...whose, kind: 'overdrawn', subject: kind, expected: granted, found: reserved, repairs: [] }]
}
