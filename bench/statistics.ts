export type Summary = { median: number; min: number; p95: number; count: number }
/** Median, with the quartiles around it. */
export type Ratio = { median: number; low: number; high: number }

/** Values in any order; units are the caller's. Throws on none: a figure without a reading is no figure. */
export function summarize(values: number[]): Summary {
  if (values.length === 0) throw new Error('nothing was measured')
  const sorted = [...values].sort((a, b) => a - b)
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    p95: quantile(sorted, 0.95),
    count: sorted.length,
  }
}

/** Ratio of ours to theirs, round by round, so that a drift of the machine's speed cancels out. */
export function pairedRatio(ours: number[], theirs: number[]): Ratio {
  const ratios = ours
    .slice(0, theirs.length)
    .map((value, index) => value / (theirs[index] ?? Number.NaN))
    .sort((a, b) => a - b)
  return { median: quantile(ratios, 0.5), low: quantile(ratios, 0.25), high: quantile(ratios, 0.75) }
}

/** `fraction` of the values are at most this. */
export function percentile(values: number[], fraction: number): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    fraction,
  )
}

function quantile(sorted: number[], fraction: number): number {
  const position = (sorted.length - 1) * fraction
  const below = sorted[Math.floor(position)] ?? Number.NaN
  const above = sorted[Math.ceil(position)] ?? Number.NaN
  return below + (above - below) * (position - Math.floor(position))
}

/** The same elements in an order by chance (Fisher and Yates). */
export function shuffled<Element>(elements: readonly Element[]): Element[] {
  const left = [...elements]
  return elements.flatMap(() => left.splice(Math.floor(Math.random() * left.length), 1))
}
