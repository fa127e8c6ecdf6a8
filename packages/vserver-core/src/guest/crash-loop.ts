import type { GuestRun } from '../host.ts'
import { MINUTE_MS, SECOND_MS } from '../units.ts'
import type { GuestRecord } from './model.ts'

export type Down = Extract<GuestRun, { state: 'absent' | 'exited' }>

/** Waits before each try: a fault that passes is short for the customer, one that stays does not load the host. */
export const RETRY_DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  5 * MINUTE_MS,
  5 * MINUTE_MS,
] as const

/** When a guest that went down by itself is started again; null when it was given up. */
export function nextTryMs(retry: NonNullable<GuestRecord['retry']>, run: Down): number | null {
  const delayMs = RETRY_DELAYS_MS[retry.tries]
  if (delayMs === undefined) return null
  return Math.max(Date.parse(retry.at), run.state === 'exited' ? run.atMs : 0) + delayMs
}
