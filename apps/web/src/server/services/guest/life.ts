import type { Operation } from '@vserver/core/operation/model'

export const createKey = (guestId: string) => `create-${guestId}`

/** A request that has just been sent has no operation yet; after this it never will. */
const IN_FLIGHT_MS = 45_000

export type LifeFacts = {
  life: 'creating' | 'deleting'
  /** Since when it is so. */
  ageMs: number
  isOnHost: boolean
  /** The one it waits for, as the host knows it; null when the host has never heard of it. */
  operation: Operation | null
}

/**
 * What becomes of a guest that is being made or deleted, from what the host says. Whatever died on the way,
 * a guest that is on the host is the tenant's, and one that is not holds nothing of the pool.
 */
export function settle({ life, ageMs, isOnHost, operation }: LifeFacts): 'wait' | 'activate' | 'bury' {
  if (operation?.state === 'running') return 'wait'
  if (!operation && ageMs < IN_FLIGHT_MS) return 'wait'
  if (!isOnHost) return 'bury'
  // It was there before the host was asked to delete it, so only an end of the operation says anything.
  return life === 'deleting' && operation?.state === 'succeeded' ? 'wait' : 'activate'
}
