import type { ChartPoint } from './chart-look.ts'

/** Measured between two gaps: no line goes there, and a dot has to show them. */
export function lonelyPoints(points: readonly ChartPoint[], key: string): { at: number; value: number }[] {
  const isMeasured = (index: number) => points[index]?.[key] != null
  return points.flatMap((point, index) => {
    const value = point[key]
    if (value == null || isMeasured(index - 1) || isMeasured(index + 1)) return []
    return [{ at: point.at, value }]
  })
}
