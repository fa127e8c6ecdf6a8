import type { MetricRange, MetricSeries } from '@vserver/core/metric/model'
import type { Round } from '../samples/archive/rounds.ts'
import { SampleArchive } from '../samples/archive/sample-archive.ts'
import type { Engine, Statement, Value } from './engine.ts'

/** What may be asked of the store's thread. */
export type Calls = {
  all(sql: string, values: Value[]): Record<string, unknown>[]
  write(statements: readonly Statement[]): boolean
  addRound(round: Round): boolean
  /** Readings of a guest after a time. */
  readingsSince(guest: number, sinceMs: number): { at: number; figures: Float32Array }[]
  sampleRange(guest: number, range: MetricRange, nowMs: number): MetricSeries
  maintainSamples(nowMs: number): void
  close(): void
}

export function callsOf(engine: Engine): Calls {
  let archive: SampleArchive | null = null
  let beginnings = engine.beginnings()
  const archived = (): SampleArchive => {
    if (archive === null || beginnings !== engine.beginnings()) {
      archive = new SampleArchive(engine)
      beginnings = engine.beginnings()
    }
    return archive
  }
  return {
    all: (sql, values) => engine.all(sql, ...values),
    write: (statements) => engine.write(statements),
    addRound: (round) => archived().add(round),
    readingsSince: (guest, sinceMs) => archived().since(guest, sinceMs),
    sampleRange: (guest, range, nowMs) => archived().range(guest, range, nowMs),
    maintainSamples: (nowMs) => archived().maintain(nowMs),
    close: () => engine.close(),
  }
}
