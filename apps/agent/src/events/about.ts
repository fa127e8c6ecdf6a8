import type { HostEvent } from '@vserver/core/event/model'
import { batchOf, samplesOf } from '@vserver/core/sample'

/** What of an event is about these guests; events that are about none concern everybody. */
export function aboutGuests(event: HostEvent, guests: ReadonlySet<string> | null): HostEvent[] {
  if (guests === null) return [event]
  if (event.kind !== 'samples') return concerns(event, guests) ? [event] : []
  const asked = [...samplesOf(event.samples)].flatMap(([name, sample]) =>
    guests.has(name) ? [{ name, sample }] : [],
  )
  return asked.length === 0 ? [] : [{ kind: 'samples', samples: batchOf(asked) }]
}

function concerns(event: HostEvent, guests: ReadonlySet<string>): boolean {
  switch (event.kind) {
    case 'guest':
      return guests.has(event.guest.name)
    case 'guestDeleted':
    case 'helper':
      return guests.has(event.name)
    case 'hit':
      return guests.has(event.hit.name)
    case 'traffic':
      return guests.has(event.traffic.name)
    case 'disk':
      return guests.has(event.disk.name)
    case 'operation':
      return !event.operation.kind.startsWith('guest.') || guests.has(event.operation.subject)
    default:
      return true
  }
}
