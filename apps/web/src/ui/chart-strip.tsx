'use client'

import { Area, ComposedChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import {
  CHART_AXIS_WIDTH,
  CHART_COLOR,
  CHART_DASH,
  CHART_TICK,
  CHART_TOOLTIP,
  type ChartPoint,
  type ChartSeries,
} from './chart-look.ts'
import { formatShare } from './format-share.ts'
import { formatAbsolute } from './format-time.ts'

/** A low chart of shares of time under a chart of the same moments. */
export function ChartStrip({
  label,
  summary,
  points,
  series,
  domain,
  syncId,
}: {
  label: string
  summary: string
  points: ChartPoint[]
  series: readonly ChartSeries[]
  domain: [number, number]
  syncId: string
}) {
  return (
    <figure className="mt-3">
      <figcaption className="sr-only">{summary}</figcaption>
      <p aria-hidden="true" className="text-[0.8125rem] text-faint">
        {label}
      </p>
      <div aria-hidden="true" className="h-16 w-full">
        <ResponsiveContainer height="100%" initialDimension={{ width: 320, height: 64 }} width="100%">
          <ComposedChart
            accessibilityLayer={false}
            data={points}
            margin={{ top: 10, right: 4, bottom: 10, left: 0 }}
            syncId={syncId}
            syncMethod="value"
          >
            <XAxis dataKey="at" domain={domain} hide scale="time" type="number" allowDataOverflow />
            <YAxis
              axisLine={false}
              domain={[0, 1]}
              interval={0}
              tick={CHART_TICK}
              tickFormatter={formatShare}
              tickLine={false}
              ticks={[0, 1]}
              width={CHART_AXIS_WIDTH}
            />
            <Tooltip
              contentStyle={CHART_TOOLTIP}
              cursor={{ stroke: 'var(--color-edge)' }}
              formatter={(value, name) => [formatShare(Number(value)), name]}
              isAnimationActive={false}
              labelFormatter={(at) => formatAbsolute(Number(at))}
            />
            {series.map(({ key, label: name, tone }) => (
              <Area
                connectNulls={false}
                dataKey={key}
                dot={false}
                fill={CHART_COLOR[tone]}
                fillOpacity={0.35}
                isAnimationActive={false}
                key={key}
                name={name}
                stroke={CHART_COLOR[tone]}
                strokeDasharray={CHART_DASH[tone]}
                strokeWidth={1}
                type="step"
              />
            ))}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </figure>
  )
}
