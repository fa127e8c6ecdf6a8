import { CHART_COLOR, CHART_DASH, type ChartSeries } from './chart-look.ts'

/** What each line is; `marked` says what the dots at the bottom are. */
export function ChartLegend({ series, marked }: { series: readonly ChartSeries[]; marked?: string | null }) {
  return (
    <ul aria-hidden="true" className="flex flex-wrap gap-x-4 gap-y-1 text-[0.8125rem] text-soft">
      {series.map((one) => (
        <li className="flex items-center gap-1.5" key={one.key}>
          <svg aria-hidden="true" height="8" width="18">
            <line
              stroke={CHART_COLOR[one.tone]}
              strokeDasharray={CHART_DASH[one.tone]}
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
      {marked && (
        <li className="flex items-center gap-1.5">
          <span className="size-2 rounded-full bg-bad" />
          {marked}
        </li>
      )}
    </ul>
  )
}
