import type { Hit } from '@vserver/core/hit/model'
import type { SlowCause } from '@vserver/core/slow/model'

/**
 * Hits of one resource with one effect, close together: a guest at its limit hits it with every reading. `at`, `id`
 * and `limit` are of the last one, `count` is of all.
 */
export type HitView = Omit<Hit, 'name'> & {
  /** When the first of them was; milliseconds since the epoch. */
  since: number
}

export type GuestHits = {
  guestId: string
  guestName: string
  customerName: string
  /** Hits of the last day. */
  hits: number
  /** The resource that was hit most. */
  resource: Hit['resource']
  lastAt: number
  /** Why it was slow in that day; null where its host could not tell. */
  cause: SlowCause | null
}
