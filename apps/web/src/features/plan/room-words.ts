import { msg, t } from '@/language/t.ts'
import type { RoomView } from '@/server/services/allowance/room-for.ts'

export const BLOCKED_BY = {
  guests: msg('places for guests'),
  runningGuests: msg('places for running guests'),
  memoryBytes: msg('memory'),
  cpuMillicores: msg('processor'),
  diskBytes: msg('disk'),
  inodes: msg('inodes'),
  addresses4: msg('IPv4 addresses'),
  addresses6: msg('IPv6 addresses'),
  trafficBytes: msg('traffic'),
} as const

/** How many more fit and what the next one lacks; null when nothing bounds it. */
export function roomWords(room: RoomView): string | null {
  const { roomFor, blockedBy } = room
  if (roomFor === null) return null
  if (blockedBy === null)
    return t('Room for {count, plural, one {# more} other {# more}}', { count: roomFor })
  return roomFor > 0
    ? moreWords(room, { count: roomFor, what: t(BLOCKED_BY[blockedBy]) })
    : noneWords(room, { what: t(BLOCKED_BY[blockedBy]) })
}

function moreWords({ blockedOn, host }: RoomView, said: { count: number; what: string }): string {
  if (blockedOn === 'pool')
    return t('Room for {count, plural, one {# more} other {# more}}; then your pool lacks {what}', said)
  if (blockedOn === 'addresses')
    return t('Room for {count, plural, one {# more} other {# more}}; then no {what} are free', said)
  return host?.name
    ? t('Room for {count, plural, one {# more} other {# more}}; then host {host} lacks {what}', {
        ...said,
        host: host.name,
      })
    : t('Room for {count, plural, one {# more} other {# more}}; then the host lacks {what}', said)
}

function noneWords({ blockedOn, host }: RoomView, said: { what: string }): string {
  if (blockedOn === 'pool') return t('No room: your pool has not enough {what} left', said)
  if (blockedOn === 'addresses') return t('No room: not enough {what} are free', said)
  return host?.name
    ? t('Host {host} has not enough {what} left for one more', { ...said, host: host.name })
    : t('The host has not enough {what} left for one more', said)
}

/** Why the number may be too high, or an order is taken although there is no room; null = neither. */
export function roomNote(room: RoomView): string | null {
  if (room.host && !room.host.heard) return t('The host was not heard, so only the pool is counted.')
  if (room.blockedOn !== 'host' || !hasNone(room)) return null
  return t(
    'It can be ordered all the same: the host then has more guests than it can give all they were sold.',
  )
}

/** One more would be refused. What the host lacks refuses nobody: guests seldom use all that they were sold. */
export function isBlocked(room: RoomView): boolean {
  return hasNone(room) && room.blockedOn !== 'host'
}

export function hasNone({ roomFor }: Pick<RoomView, 'roomFor'>): boolean {
  return roomFor !== null && roomFor <= 0
}
