import type { QueryClient } from '@tanstack/react-query'
import type { Operation } from '@vserver/core/operation/model'
import type { GuestWatchEvent } from '@/server/services/guest/model.ts'
import type { Outputs, useTRPC } from '@/trpc/client.tsx'

type Guest = Outputs['guest']['get']
type Page = Outputs['guest']['list']
type Trpc = ReturnType<typeof useTRPC>

/** What a live event makes of the guest as it was shown. */
export function applyEvent(guest: Guest, event: GuestWatchEvent): Guest {
  switch (event.kind) {
    case 'guest':
      return { ...event.guest, latest: event.guest.latest ?? guest.latest }
    case 'sample':
      return { ...guest, latest: event.sample }
    case 'operation':
      return { ...guest, operation: runningOrNull(event.operation) }
    case 'unreachable':
      return { ...guest, state: 'unknown' }
    case 'deleted':
      return guest
  }
}

/** Whether the event tells that the host does not answer; every other one proves that it does. */
export function isAway(event: GuestWatchEvent): boolean {
  return event.kind === 'unreachable' || (event.kind === 'guest' && event.guest.state === 'unknown')
}

/** Every list of guests in the cache, whatever was searched for. */
export function updateLists(
  client: QueryClient,
  trpc: Trpc,
  guestId: string,
  change: (guest: Guest) => Guest | null,
): void {
  client.setQueriesData<Page>(
    trpc.guest.list.queryFilter(),
    (page) =>
      page && {
        ...page,
        rows: page.rows.flatMap((guest) => {
          if (guest.id !== guestId) return [guest]
          const changed = change(guest)
          return changed ? [changed] : []
        }),
      },
  )
}

function runningOrNull(operation: Operation): Operation | null {
  return operation.state === 'running' ? operation : null
}
