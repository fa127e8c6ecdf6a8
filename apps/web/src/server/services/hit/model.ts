import type { Hit } from '@vserver/core/hit/model'

/** A hit of a guest that the viewer may see, by the panel's id. */
export type HitView = Omit<Hit, 'name'>

export type GuestHits = {
  guestId: string
  guestName: string
  customerName: string
  /** Hits of the last day. */
  hits: number
  /** The resource that was hit most. */
  resource: Hit['resource']
  lastAt: number
}
