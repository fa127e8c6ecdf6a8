import { expect } from 'vitest'
import type { Outcome } from './run-in-guest.ts'

/** An attack must fail for the right reason: a program that is not there proves nothing. */
export function expectRefused({ code, output }: Outcome, reason: RegExp, attack: string): void {
  expect(output, attack).toMatch(reason)
  expect(code, attack).toBeGreaterThan(0)
  expect(code, attack).toBeLessThan(126)
}

export const NOT_PERMITTED = /not permitted|permission denied/i
