import { statSync } from 'node:fs'
import {
  Chunks,
  Engine,
  emptyPoints,
  Layouts,
  LEVELS,
  MIGRATIONS,
  SampleArchive,
} from '@vserver/agent/samples'
import { GUEST_METRIC_NAMES } from '@vserver/core/metric/model'
import type { Figures } from './report.ts'
import { summarize } from './statistics.ts'

const DAY_MS = 24 * 3_600_000
const GUESTS = 40
const QUERIES = 40
const NOW_MS = Date.parse('2026-06-01T00:00:00Z') - (Date.parse('2026-06-01T00:00:00Z') % LEVELS.hour.chunkMs)

/**
 * A store as it is after a year: hours of all of it, minutes of a week. Half of the guests do next to nothing, the
 * others work with the day and the week, with noise on every figure.
 */
export async function benchSampleStore(directory: string): Promise<Figures> {
  const file = `${directory}/year.sqlite`
  const tell = (news: unknown) => console.error(news)
  const engine = new Engine({ file, migrations: MIGRATIONS, tell })
  try {
    const bytes = { idle: fill(engine, file, 1, idle), busy: fill(engine, file, 1 + GUESTS / 2, busy) }
    const archive = new SampleArchive(engine)
    const query = (days: number, metrics?: ['cpuMillicores']) => {
      const begunCpu = process.cpuUsage()
      const times = Array.from({ length: QUERIES }, (_, index) => {
        const begun = performance.now()
        const range = { fromMs: NOW_MS - days * DAY_MS, toMs: NOW_MS, points: 360, metrics }
        archive.range(1 + (index % GUESTS), range, NOW_MS)
        return performance.now() - begun
      })
      const { user, system } = process.cpuUsage(begunCpu)
      return { ...summarize(times), cpuMs: (user + system) / 1000 / QUERIES }
    }
    const figures = [
      ...(['idle', 'busy'] as const).map((kind) => ({
        ...{ name: `${kind} guest, a year and its last week`, value: bytes[kind] / 2 ** 10, unit: 'KiB' },
      })),
      ...[365, 30, 6].map((days) => {
        const { median, p95, cpuMs } = query(days)
        return {
          name: `${days} days, all metrics, 360 points`,
          value: median,
          unit: 'ms',
          note: `p95 ${p95.toFixed(1)}, ${cpuMs.toFixed(1)} of CPU`,
        }
      }),
      { name: '365 days, one metric', value: query(365, ['cpuMillicores']).median, unit: 'ms' },
    ]
    return { title: 'the store of a year', figures }
  } finally {
    engine.close()
  }
}

type Figure = (metric: number, atMs: number) => { average: number; maximum: number }

/** Bytes of each of these guests. */
function fill(engine: Engine, file: string, firstGuest: number, figure: Figure): number {
  const before = sizeOf(engine, file)
  const chunks = new Chunks(engine, new Layouts(engine))
  for (let guest = firstGuest; guest < firstGuest + GUESTS / 2; guest++) {
    engine.write([['INSERT INTO guest (id, name, created_at) VALUES (?, ?, ?)', guest, `g${guest}`, 'then']])
    for (const [level, days] of [
      ['hour', 365],
      ['minute', 7],
    ] as const) {
      const { chunkMs } = LEVELS[level]
      for (let startMs = NOW_MS - days * DAY_MS; startMs < NOW_MS; startMs += chunkMs) {
        const aligned = startMs - (startMs % chunkMs)
        const statement = chunks.statement(
          { guest, level, startMs: aligned },
          pointsOf(level, aligned, figure),
          GUEST_METRIC_NAMES,
        )
        if (statement !== null) engine.write([statement])
      }
    }
  }
  return (sizeOf(engine, file) - before) / (GUESTS / 2)
}

function pointsOf(level: keyof typeof LEVELS, startMs: number, figure: Figure) {
  const { stepMs, chunkMs } = LEVELS[level]
  const count = chunkMs / stepMs
  const points = emptyPoints(count, GUEST_METRIC_NAMES.length)
  for (let metric = 0; metric < GUEST_METRIC_NAMES.length; metric++) {
    for (let step = 0; step < count; step++) {
      const { average, maximum } = figure(metric, startMs + step * stepMs)
      points.average[metric * count + step] = average
      points.maximum[metric * count + step] = maximum
    }
  }
  return points
}

/** Most figures stand still, a few move a little. */
function idle(metric: number, atMs: number): { average: number; maximum: number } {
  if (metric % 4 === 0) return { average: 1e6 + atMs / 1e6, maximum: 1e6 + atMs / 1e6 + 1 }
  const value = metric % 4 === 1 ? 20 + Math.round(Math.random()) : 0
  return { average: value, maximum: value }
}

function busy(metric: number, atMs: number): { average: number; maximum: number } {
  const day = 1 + Math.sin((atMs / DAY_MS) * 2 * Math.PI)
  const average = (metric + 1) * 1000 * (day + Math.random())
  return { average, maximum: average * (1 + 3 * Math.random()) }
}

function sizeOf(engine: Engine, file: string): number {
  engine.all('PRAGMA wal_checkpoint(TRUNCATE)')
  return statSync(file).size
}
