import type { HostInfo } from '@vserver/core/host/model'
import { z } from 'zod'
import { TOP_METRICS } from './constants.ts'

export { TOP_METRICS } from './constants.ts'

export type HostView = {
  id: string
  name: string
  reachable: boolean
  /** Why it is not reachable, in one sentence. */
  message: string | null
  info: HostInfo | null
}

export const TopMetric = z.enum(TOP_METRICS)
export type TopMetric = z.infer<typeof TopMetric>

export type TopGuest = {
  /** Null: the panel does not know a guest of this name. */
  guestId: string | null
  name: string
  customerName: string | null
  value: number
}

/** A guest that takes what others wait for. */
export type NoisyGuest = TopGuest & {
  resource: 'cpu' | 'disk'
  /** Its part of what all guests of the host use of it, 0..1. */
  share: number
  /** Share of time in which somebody on the host waited for it, 0..1. */
  pressure: number
}
