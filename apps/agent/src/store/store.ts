import { Worker } from 'node:worker_threads'
import { VserverError } from '@vserver/core/errors'
import type { MetricRange, MetricSeries } from '@vserver/core/metric/model'
import type { Logger } from '../logger.ts'
import type { Round } from '../samples/archive/rounds.ts'
import { type Calls, callsOf } from './calls.ts'
import { Engine, type Statement, type StoreNews, type Value } from './engine.ts'
import { MIGRATIONS } from './migrations.ts'
import type { Reply, Request } from './store-worker.ts'

export type { Statement, Value }

/**
 * What the agent remembers of its guests: samples, hits, changes of their state. Tables are made in migrations.ts.
 * Nothing here is needed to run guests, so a store that fails costs what it would have kept and nothing else.
 */
export interface Store {
  all(sql: string, ...values: Value[]): Promise<Record<string, unknown>[]>
  /** All of them or none, on the disk when it resolves. False: lost, since the disk is full or fails. */
  write(statements: readonly Statement[]): Promise<boolean>
  addRound(round: Round): Promise<boolean>
  readingsSince(guest: number, sinceMs: number): ReturnType<Ask<'readingsSince'>>
  sampleRange(guest: number, range: MetricRange, nowMs: number): Promise<MetricSeries>
  maintainSamples(nowMs: number): Promise<void>
  /** Grows when the file was damaged and begun anew: numbers of its rows that are remembered mean nothing then. */
  beginnings(): number
  close(): Promise<void>
}

type Ask<Name extends keyof Calls> = (...values: Parameters<Calls[Name]>) => Promise<ReturnType<Calls[Name]>>
type AskAny = <Name extends keyof Calls>(
  call: Name,
  ...values: Parameters<Calls[Name]>
) => ReturnType<Ask<Name>>

/** In memory and in this thread, for tests. */
export function memoryStore(): Store {
  const calls = callsOf(new Engine({ file: ':memory:', migrations: MIGRATIONS, tell: () => {} }))
  const ask: AskAny = async (call, ...values) => {
    const act = calls[call] as (...values: unknown[]) => ReturnType<Calls[typeof call]>
    return act(...values)
  }
  return storeOf(ask, () => 0)
}

/** In a file, with a thread of its own. */
export function fileStore(file: string, log: Logger): Store {
  const thread = new StoreThread(file, log)
  const store = storeOf(
    (call, ...values) => thread.ask(call, values) as never,
    () => thread.beginnings,
  )
  return {
    ...store,
    close: async () => {
      await store.close().catch((error: unknown) => log.error('store', error))
      await thread.end()
    },
  }
}

function storeOf(ask: AskAny, beginnings: () => number): Store {
  return {
    all: (sql, ...values) => ask('all', sql, values),
    write: (statements) => ask('write', statements),
    addRound: (round) => ask('addRound', round),
    readingsSince: (guest, sinceMs) => ask('readingsSince', guest, sinceMs),
    sampleRange: (guest, range, nowMs) => ask('sampleRange', guest, range, nowMs),
    maintainSamples: (nowMs) => ask('maintainSamples', nowMs),
    beginnings,
    close: () => ask('close'),
  }
}

/** In the bundle the thread's program lies beside it, under the name it has in the source. */
const PROGRAM = new URL(
  import.meta.url.endsWith('.ts') ? './store-worker.ts' : './store-worker.js',
  import.meta.url,
)

type Waiting = ReturnType<typeof Promise.withResolvers<unknown>>

/** Begun at the first question, and anew at the next one when it has ended. */
class StoreThread {
  readonly #file: string
  readonly #log: Logger
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | null = null
  #nextId = 1
  beginnings = 0

  constructor(file: string, log: Logger) {
    this.#file = file
    this.#log = log
  }

  ask(call: keyof Calls, values: unknown[]): Promise<unknown> {
    const id = this.#nextId++
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    this.#worker ??= this.#begin()
    this.#worker.postMessage({ id, call, values } satisfies Request)
    return waiting.promise
  }

  async end(): Promise<void> {
    await this.#worker?.terminate()
  }

  #begin(): Worker {
    const worker = new Worker(PROGRAM, { workerData: this.#file, name: 'store' })
    worker.unref()
    worker.on('message', (reply: Reply) => this.#take(reply))
    worker.on('error', (error) => this.#log.error('store', error))
    worker.on('exit', () => {
      this.#worker = null
      const ended = new VserverError('INTERNAL', 'The store of the agent has ended.')
      for (const waiting of this.#waiting.values()) waiting.reject(ended)
      this.#waiting.clear()
    })
    return worker
  }

  #take(reply: Reply): void {
    if ('news' in reply) {
      this.#tell(reply.news)
      return
    }
    const waiting = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if ('error' in reply) waiting?.reject(Object.assign(new Error(reply.error.message), reply.error))
    else waiting?.resolve(reply.result)
  }

  #tell(news: StoreNews): void {
    if (news.kind === 'keeping') this.#log.info('store.keeping', {})
    else if (news.kind === 'losing') this.#log.error('store.losing', new Error(news.reason))
    else {
      this.beginnings += 1
      this.#log.error('store.damaged', new Error(news.reason), { movedTo: news.movedTo })
    }
  }
}
