import { type Sample, UNTOLD } from '@vserver/core/sample/model'
import { SPAN } from './archive/rounds.ts'
import { COLUMNS } from './archive/sample-archive.ts'
import { figureOf } from './archive/series.ts'

/** Rows as the store takes them: column after column, NaN for what was not told. */
export function figuresOf(
  rows: readonly { sample: Readonly<Record<string, number | null>>; seconds: number }[],
  columns: readonly string[],
): Float32Array {
  const values = new Float32Array(rows.length * columns.length)
  let at = 0
  for (const name of columns) {
    for (const { sample, seconds } of rows)
      values[at++] = name === SPAN ? seconds : (sample[name] ?? Number.NaN)
  }
  return values
}

/** A sample as the store has kept it. */
export function sampleOf({ at, figures }: { at: number; figures: Float32Array }): Sample {
  const told = COLUMNS.guest.map((name, column) => [name, figureOf(figures[column] ?? Number.NaN)])
  const { spanSeconds: _, ...metrics } = Object.fromEntries(told)
  return { ...UNTOLD, ...metrics, at }
}
