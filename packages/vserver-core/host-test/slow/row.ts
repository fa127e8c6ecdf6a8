import type { Verdict } from '../../src/slow/model.ts'
import type { SlowCase } from './cases.ts'

export type Outcome = { injected: SlowCase; verdict: Verdict }

/** The line of docs/slow.md. */
export function rowOf({ injected, verdict }: Outcome): string[] {
  const evidence = verdict.evidence
    .filter(({ value }) => value !== 0)
    .map(
      ({ metric, value, threshold }) =>
        `${metric} ${figure(value)}${threshold === null ? '' : ` (${figure(threshold)})`}`,
    )
  return [
    injected.title,
    injected.cause,
    verdict.cause,
    percent(verdict.share),
    verdict.also.join(', '),
    evidence.join(', '),
  ]
}

const figure = (value: number) =>
  Math.abs(value) < 10 ? String(Math.round(value * 100) / 100) : String(Math.round(value))
const percent = (share: number) => `${Math.round(share * 100)} %`
