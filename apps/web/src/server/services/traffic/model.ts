import { z } from 'zod'
import { type TrafficAction, trafficBytes } from '../plan/network.ts'

export const TrafficState = z.enum(['fine', 'warned', 'exceeded'])
export type TrafficState = z.infer<typeof TrafficState>

export const SetTrafficRequest = z.object({ trafficBytes })

export type TrafficSum = { inBytes: number; outBytes: number }

export type TrafficView = {
  month: TrafficSum & {
    /** First day, and the first day of the next month, which begins anew. */
    from: string
    until: string
    /** Both directions; null = unmetered. */
    quotaBytes: number | null
  }
  state: TrafficState
  /** What was done to the guest for its traffic; null = nothing. */
  action: TrafficAction | null
  /** What the plan says. */
  plan: { quotaBytes: number | null; resetDay: number; action: TrafficAction; throttleBits: number }
  /** Of the last 31 days that had any, oldest first. */
  days: (TrafficSum & { day: string })[]
  /** Of the last twelve months that had any, oldest first. */
  months: (TrafficSum & { from: string })[]
  /** When the host was asked last; null = never. */
  bookedAt: string | null
}
