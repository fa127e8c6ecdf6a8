'use client'

import { useQuery } from '@tanstack/react-query'
import type { Sample } from '@vserver/core/sample/model'
import { type ReactNode, useMemo } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Card } from '@/ui/card.tsx'
import { Chart, ChartLegend, type ChartPoint, type ChartSeries } from '@/ui/chart.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCpu, formatCpuUse, formatLoad } from '@/ui/format-cpu.ts'
import { Skeleton } from '@/ui/skeleton.tsx'
import { useNow } from '@/ui/use-now.ts'
import { QueryView } from '../feedback/query-view.tsx'
import { chartPoints, summarize, windowStart, windowWords } from './chart-points.ts'

const LOAD: ChartSeries[] = [
  { key: 'load1', label: '1 min', tone: 'accent' },
  { key: 'load5', label: '5 min', tone: 'good' },
  { key: 'load15', label: '15 min', tone: 'warn' },
]
const CPU: ChartSeries[] = [{ key: 'cpuMillicores', label: 'Processor', tone: 'accent', filled: true }]
const MEMORY: ChartSeries[] = [{ key: 'memoryBytes', label: 'Memory', tone: 'accent', filled: true }]

type View = { points: ChartPoint[]; domain: [number, number]; history: readonly Sample[] }

/** Load, processor and memory of the last hour, growing as samples come in. */
export function GuestCharts({ guest }: { guest: GuestView }) {
  const trpc = useTRPC()
  const history = useQuery(trpc.sample.history.queryOptions({ guestId: guest.id }, { staleTime: 60_000 }))
  return (
    <QueryView query={history} skeleton={<Skeleton className="h-64 w-full" />}>
      {(samples) => <Drawn guest={guest} history={samples} />}
    </QueryView>
  )
}

function Drawn({ guest, history }: { guest: GuestView; history: readonly Sample[] }) {
  const now = useNow(15_000)
  const latest = history.at(-1)?.at ?? 0
  const view = useMemo<View | null>(() => {
    if (now === null) return null
    const to = Math.max(now, latest)
    const from = windowStart(history, to)
    return { domain: [from, to], points: chartPoints(history, from, to), history }
  }, [history, now, latest])
  if (!view) return <Skeleton className="h-64 w-full" />
  const { memoryBytes, cpuMillicores } = guest.limit
  const over = windowWords(view.domain)
  return (
    <div className="grid content-start gap-5 xl:grid-cols-2">
      <ChartCard over={over} className="xl:col-span-2" legend={<ChartLegend series={LOAD} />} title="Load">
        <Chart
          {...drawing(view, guest)}
          format={formatLoad}
          series={LOAD}
          summary={summarize('Load over one minute', history, 'load1', formatLoad)}
        />
      </ChartCard>
      <ChartCard over={over} title="Processor">
        <Chart
          {...drawing(view, guest)}
          format={formatCpuUse}
          formatTick={formatCpu}
          limit={
            cpuMillicores === null
              ? null
              : { value: cpuMillicores, label: `limit ${formatCpu(cpuMillicores)}` }
          }
          series={CPU}
          summary={summarize('Processor', history, 'cpuMillicores', formatCpuUse)}
        />
      </ChartCard>
      <ChartCard over={over} title="Memory">
        <Chart
          {...drawing(view, guest)}
          format={formatBytes}
          scale="binary"
          limit={
            memoryBytes === null ? null : { value: memoryBytes, label: `limit ${formatBytes(memoryBytes)}` }
          }
          series={MEMORY}
          summary={summarize('Memory', history, 'memoryBytes', formatBytes)}
        />
      </ChartCard>
    </div>
  )
}

function drawing(view: View, guest: GuestView) {
  return { points: view.points, domain: view.domain, syncId: `guest-${guest.id}` }
}

function ChartCard({
  title,
  over,
  legend,
  children,
  className,
}: {
  title: string
  over: string
  legend?: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <Card {...(className && { className })} action={legend} description={over} title={title}>
      {children}
    </Card>
  )
}
