/** A null value is a gap and stays one. */
export type ChartPoint = { at: number; [series: string]: number | null }

export type ChartTone = 'accent' | 'good' | 'warn' | 'soft'
export type ChartSeries = { key: string; label: string; tone: ChartTone; filled?: boolean }
export type ChartLimit = { value: number; label: string }
/** Something happened at this moment. */
export type ChartMarker = { at: number; label: string }

export const CHART_COLOR = {
  accent: 'var(--color-accent)',
  good: 'var(--color-good)',
  warn: 'var(--color-warn)',
  soft: 'var(--color-soft)',
} as const satisfies Record<ChartTone, string>

/** Lines differ in more than their colour. */
export const CHART_DASH = {
  accent: '0',
  good: '6 3',
  warn: '2 3',
  soft: '8 3 2 3',
} as const satisfies Record<ChartTone, string>

export const CHART_TOOLTIP = {
  background: 'var(--color-surface)',
  border: '1px solid var(--color-line)',
  borderRadius: 10,
  fontSize: 13,
  color: 'var(--color-ink)',
} as const
export const CHART_TICK = { fill: 'var(--color-faint)', fontSize: 12 } as const
/** The same for charts above each other, so that their moments are too. */
export const CHART_AXIS_WIDTH = 68
