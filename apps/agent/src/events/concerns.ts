import type { HostEvent } from '@vserver/core/event/model'

/** Whether an event is about one of these guests; events that are about none concern everybody. */
export function concerns(event: HostEvent, guests: ReadonlySet<string> | null): boolean {
  if (guests === null) return true
  switch (event.kind) {
    case 'guest':
      return guests.has(event.guest.name)
    case 'guestDeleted':
    case 'sample':
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
