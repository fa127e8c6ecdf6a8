import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'

/** As many as stand beside each other on the narrow side of a page. */
const MOMENTS_MAX = 6
const DAY_MS = 24 * HOUR_MS
const UNIT_MS = { minute: MINUTE_MS, day: DAY_MS, month: 30 * DAY_MS } as const
type Unit = keyof typeof UNIT_MS

/** What people divide an hour, a day, a month and a year by. */
const STEPS: readonly { unit: Unit; count: number }[] = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((count) => ({ unit: 'minute' as const, count })),
  ...[1, 2, 7].map((count) => ({ unit: 'day' as const, count })),
  ...[1, 2, 3, 6, 12].map((count) => ({ unit: 'month' as const, count })),
]

/** Round moments of the reader's clock between the first and the last that are shown. */
export function momentsFor([fromMs, toMs]: readonly [number, number]): number[] {
  const fits = ({ unit, count }: (typeof STEPS)[number]) =>
    (toMs - fromMs) / (UNIT_MS[unit] * count) <= MOMENTS_MAX
  const { unit, count } = STEPS.find(fits) ?? { unit: 'month', count: 12 }
  // A set: in the night in which the clock is put forward two numbers are one moment.
  const moments = new Set<number>()
  for (let number = 0; ; number += count) {
    const at = moment(new Date(fromMs), unit, number)
    if (at > toMs) return [...moments]
    if (at >= fromMs) moments.add(at)
  }
}

/** So many minutes or days after the beginning of this day, or months after that of this year. */
function moment(from: Date, unit: Unit, number: number): number {
  const [year, month, day] = [from.getFullYear(), from.getMonth(), from.getDate()]
  if (unit === 'month') return new Date(year, number).getTime()
  if (unit === 'day') return new Date(year, month, day + number).getTime()
  return new Date(year, month, day, 0, number).getTime()
}
