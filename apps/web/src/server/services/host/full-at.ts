import type { MetricSeries } from '@vserver/core/metric/model'
import { HOUR_MS } from '@vserver/core/units'

const DAY_MS = 24 * HOUR_MS
/** Of less than a day nothing can be said of next week. */
const LEAST_MS = DAY_MS

export type Filling = {
  /** Growth by the day; negative when it empties. */
  bytesPerDay: number
  /** When it will be full at this growth, in days; null = not at all. */
  daysUntilFull: number | null
}

/** Least squares over the storage that was in use; null where it was not watched long enough. */
export function fillingOf(
  { at, average }: Pick<MetricSeries, 'at' | 'average'>,
  { storageBytes, storageFreeBytes }: { storageBytes: number; storageFreeBytes: number },
): Filling | null {
  const used = average.storageBytes ?? []
  const points = at.flatMap((moment, index) => {
    const bytes = used[index]
    return bytes === null || bytes === undefined ? [] : [{ moment, bytes }]
  })
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last || last.moment - first.moment < LEAST_MS) return null
  const bytesPerDay = slope(points) * DAY_MS
  const grows = bytesPerDay > storageBytes / 100_000
  return { bytesPerDay, daysUntilFull: grows ? storageFreeBytes / bytesPerDay : null }
}

function slope(points: readonly { moment: number; bytes: number }[]): number {
  const mean = (pick: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [moment, bytes] = [mean((point) => point.moment), mean((point) => point.bytes)]
  const over = points.reduce((sum, point) => sum + (point.moment - moment) * (point.bytes - bytes), 0)
  const under = points.reduce((sum, point) => sum + (point.moment - moment) ** 2, 0)
  return over / under
}
