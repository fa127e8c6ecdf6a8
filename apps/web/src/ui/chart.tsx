'use client'

import { useId } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import {
  CHART_AXIS_WIDTH,
  CHART_COLOR,
  CHART_DASH,
  CHART_TICK,
  CHART_TOOLTIP,
  type ChartLimit,
  type ChartMarker,
  type ChartPoint,
  type ChartSeries,
} from './chart-look.ts'
import { momentsFor } from './chart-moments.ts'
import { type ChartScale, highestOf, ticksFor } from './chart-scale.ts'
import { formatAbsolute, formatTick } from './format-time.ts'
import { lonelyPoints } from './lonely-points.ts'

/** A figure and its unit stay on one line. */
const NO_BREAK = '\u00a0'

/** Lines over time with limit lines and marks; `summary` says in words what the drawing shows. */
export function Chart({
  summary,
  points,
  series,
  format,
  formatValueTick = format,
  limits = [],
  markers = [],
  domain,
  syncId,
  scale = 'decimal',
}: {
  summary: string
  points: ChartPoint[]
  series: readonly ChartSeries[]
  format: (value: number) => string
  /** Shorter, for the axis. */
  formatValueTick?: (value: number) => string
  limits?: readonly ChartLimit[]
  markers?: readonly ChartMarker[]
  /** First and last moment shown, in milliseconds since the epoch. */
  domain: [number, number]
  /** Charts of one id show the same moment under the pointer. */
  syncId: string
  /** Bytes are counted in powers of two. */
  scale?: ChartScale
}) {
  const ticks = ticksFor(highestOf(points, series, limits), scale)
  const gradient = useId()
  const span = domain[1] - domain[0]
  return (
    <figure>
      <figcaption className="sr-only">{summary}</figcaption>
      <div aria-hidden="true" className="h-48 w-full">
        <ResponsiveContainer height="100%" initialDimension={{ width: 320, height: 192 }} width="100%">
          <ComposedChart
            accessibilityLayer={false}
            data={points}
            margin={{ top: 8, right: 4, bottom: 0, left: 0 }}
            syncId={syncId}
            syncMethod="value"
          >
            <defs>
              <linearGradient id={gradient} x1="0" x2="0" y1="0" y2="1">
                <stop offset="0" stopColor={CHART_COLOR.accent} stopOpacity={0.22} />
                <stop offset="1" stopColor={CHART_COLOR.accent} stopOpacity={0.02} />
              </linearGradient>
            </defs>
            <CartesianGrid stroke="var(--color-line)" vertical={false} />
            <XAxis
              axisLine={false}
              dataKey="at"
              domain={domain}
              minTickGap={24}
              scale="time"
              tick={CHART_TICK}
              tickFormatter={(at) => formatTick(Number(at), span)}
              tickLine={false}
              ticks={momentsFor(domain)}
              type="number"
              allowDataOverflow
            />
            <YAxis
              axisLine={false}
              domain={[0, ticks.at(-1) ?? 1]}
              tick={CHART_TICK}
              ticks={ticks}
              tickFormatter={(value) => formatValueTick(value).replaceAll(' ', NO_BREAK)}
              tickLine={false}
              width={CHART_AXIS_WIDTH}
            />
            <Tooltip
              contentStyle={CHART_TOOLTIP}
              cursor={{ stroke: 'var(--color-edge)' }}
              formatter={(value, name) => [format(Number(value)), name]}
              isAnimationActive={false}
              labelFormatter={(at) => formatAbsolute(Number(at))}
            />
            {limits.map(drawLimit)}
            {series.map((one) => drawSeries(one, gradient))}
            {series.map((one) => drawLonely(one, points))}
            {markers.map(drawMarker)}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}

function drawLimit({ value, label }: ChartLimit) {
  const look = { position: 'insideTopRight', fill: 'var(--color-bad)', fontSize: 12 } as const
  return (
    <ReferenceLine
      key={label}
      label={{ value: label, ...look }}
      stroke="var(--color-bad)"
      strokeDasharray="5 4"
      y={value}
    />
  )
}

function drawMarker({ at }: ChartMarker) {
  return (
    <ReferenceDot
      fill="var(--color-bad)"
      ifOverflow="visible"
      key={at}
      r={3.5}
      stroke="var(--color-surface)"
      x={at}
      y={0}
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
    stroke: CHART_COLOR[series.tone],
    strokeDasharray: CHART_DASH[series.tone],
    strokeWidth: 1.8,
    type: 'monotone',
  } as const
  return series.filled ? (
    <Area key={series.key} {...look} fill={`url(#${gradient})`} />
  ) : (
    <Line key={series.key} {...look} />
  )
}

function drawLonely({ key, tone }: ChartSeries, points: readonly ChartPoint[]) {
  return lonelyPoints(points, key).map(({ at, value }) => (
    <ReferenceDot fill={CHART_COLOR[tone]} key={`${key} ${at}`} r={2} stroke="none" x={at} y={value} />
  ))
}
