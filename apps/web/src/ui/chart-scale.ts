import type { ChartLimit, ChartPoint, ChartSeries } from './chart-look.ts'

/** `share`: of one, which is the end of it; `count`: of whole things. */
export type ChartScale = 'decimal' | 'binary' | 'share' | 'count'

const INTERVALS = 4
const DECIMAL_STEPS = [1, 2, 2.5, 5, 10] as const
/** Below this everything is noise and a scale would only magnify it. */
const LEAST = { decimal: 0.2, binary: 1024 * 1024, share: 0.2, count: 1 } as const
/** Room above the highest line, so that it does not lie on the edge. */
const HEADROOM = 1.06

/** Round values from 0 to just above `max`: what a person would write beside the lines. */
export function ticksFor(max: number, scale: ChartScale): number[] {
  const wanted = Math.max(max, LEAST[scale]) * HEADROOM
  const top = scale === 'share' ? Math.min(wanted, 1) : wanted
  const step = stepFor(top / INTERVALS, scale)
  return Array.from({ length: Math.ceil(top / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(12)),
  )
}

/** What the scale has to reach: a limit that was lowered may be below what was used before. */
export function highestOf(
  points: readonly ChartPoint[],
  series: readonly ChartSeries[],
  limits: readonly ChartLimit[],
): number {
  const drawn = points.flatMap((point) => series.map(({ key }) => point[key] ?? 0))
  return Math.max(0, ...drawn, ...limits.map(({ value }) => value))
}

function stepFor(least: number, scale: ChartScale): number {
  if (scale === 'binary') return binaryStep(least)
  return scale === 'count' ? Math.ceil(decimalStep(least)) : decimalStep(least)
}

function binaryStep(least: number): number {
  return 2 ** Math.ceil(Math.log2(least))
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  const factor = DECIMAL_STEPS.find((one) => one * power >= least) ?? 10
  return factor * power
}
