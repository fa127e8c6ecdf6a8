'use client'

import { useId } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { type ChartScale, ticksFor } from './chart-scale.ts'
import { formatAbsolute, formatClock } from './format-time.ts'

/** A null value is a gap and stays one. */
export type ChartPoint = { at: number; [series: string]: number | null }

export type ChartSeries = { key: string; label: string; tone: 'accent' | 'good' | 'warn'; filled?: boolean }

const COLOR = { accent: 'var(--color-accent)', good: 'var(--color-good)', warn: 'var(--color-warn)' } as const
const DASH = { accent: '0', good: '6 3', warn: '2 3' } as const
const TOOLTIP = {
  background: 'var(--color-surface)',
  border: '1px solid var(--color-line)',
  borderRadius: 10,
  fontSize: 13,
  color: 'var(--color-ink)',
} as const
const TICK = { fill: 'var(--color-faint)', fontSize: 12 } as const

/** Lines over time with one optional limit line; `summary` says in words what the drawing shows. */
export function Chart({
  summary,
  points,
  series,
  format,
  formatTick = format,
  limit = null,
  domain,
  syncId,
  scale = 'decimal',
}: {
  summary: string
  points: ChartPoint[]
  series: ChartSeries[]
  format: (value: number) => string
  /** Shorter, for the axis. */
  formatTick?: (value: number) => string
  limit?: { value: number; label: string } | null
  /** First and last moment shown, in milliseconds since the epoch. */
  domain: [number, number]
  syncId: string
  /** Bytes are counted in powers of two. */
  scale?: ChartScale
}) {
  const ticks = ticksFor(Math.max(limit?.value ?? 0, highest(points, series)), scale)
  const gradient = useId()
  return (
    <figure>
      <figcaption className="sr-only">{summary}</figcaption>
      <div aria-hidden="true" className="h-48 w-full">
        <ResponsiveContainer height="100%" initialDimension={{ width: 320, height: 192 }} width="100%">
          <ComposedChart
            data={points}
            margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
            syncId={syncId}
            syncMethod="value"
          >
            <defs>
              <linearGradient id={gradient} x1="0" x2="0" y1="0" y2="1">
                <stop offset="0" stopColor={COLOR.accent} stopOpacity={0.22} />
                <stop offset="1" stopColor={COLOR.accent} stopOpacity={0.02} />
              </linearGradient>
            </defs>
            <CartesianGrid stroke="var(--color-line)" vertical={false} />
            <XAxis
              axisLine={false}
              dataKey="at"
              domain={domain}
              minTickGap={56}
              scale="time"
              tick={TICK}
              tickFormatter={formatClock}
              tickLine={false}
              type="number"
              allowDataOverflow
            />
            <YAxis
              axisLine={false}
              domain={[0, ticks.at(-1) ?? 1]}
              tick={TICK}
              ticks={ticks}
              tickFormatter={formatTick}
              tickLine={false}
              width={68}
            />
            <Tooltip
              contentStyle={TOOLTIP}
              cursor={{ stroke: 'var(--color-edge)' }}
              formatter={(value, name) => [format(Number(value)), name]}
              isAnimationActive={false}
              labelFormatter={(at) => formatAbsolute(Number(at))}
            />
            {limit && drawLimit(limit)}
            {series.map((one) => drawSeries(one, gradient))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

function drawLimit({ value, label }: { value: number; label: string }) {
  const look = { position: 'insideTopRight', fill: 'var(--color-bad)', fontSize: 12 } as const
  return (
    <ReferenceLine
      label={{ value: label, ...look }}
      stroke="var(--color-bad)"
      strokeDasharray="5 4"
      y={value}
    />
  )
}

function drawSeries(series: ChartSeries, gradient: string) {
  const look = {
    connectNulls: false,
    dataKey: series.key,
    dot: false,
    isAnimationActive: false,
    name: series.label,
    stroke: COLOR[series.tone],
    strokeDasharray: DASH[series.tone],
    strokeWidth: 1.8,
    type: 'monotone',
  } as const
  return series.filled ? (
    <Area key={series.key} {...look} fill={`url(#${gradient})`} />
  ) : (
    <Line key={series.key} {...look} />
  )
}

function highest(points: ChartPoint[], series: ChartSeries[]): number {
  return Math.max(0, ...points.flatMap((point) => series.map(({ key }) => point[key] ?? 0)))
}

export function ChartLegend({ series }: { series: ChartSeries[] }) {
  return (
    <ul aria-hidden="true" className="flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-soft">
      {series.map((one) => (
        <li className="flex items-center gap-1.5" key={one.key}>
          <svg aria-hidden="true" height="8" width="18">
            <line
              stroke={COLOR[one.tone]}
              strokeDasharray={DASH[one.tone]}
              strokeWidth="2"
              x1="0"
              x2="18"
              y1="4"
              y2="4"
            />
          </svg>
          {one.label}
        </li>
      ))}
    </ul>
  )
}
