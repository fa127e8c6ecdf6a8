import { parentPort, workerData } from 'node:worker_threads'
import { type Calls, callsOf } from './calls.ts'
import { Engine, type StoreNews } from './engine.ts'
import { MIGRATIONS } from './migrations.ts'

/** The store has a thread of its own: waiting for the disk must not hold up requests. */

export type Request = { id: number; call: keyof Calls; values: unknown[] }
export type Reply =
  | { id: number; result: unknown }
  | { id: number; error: { message: string; stack: string | undefined } }
  | { news: StoreNews }

const post = (reply: Reply): void => parentPort?.postMessage(reply)
const calls = callsOf(
  new Engine({ file: String(workerData), migrations: MIGRATIONS, tell: (news) => post({ news }) }),
)

parentPort?.on('message', ({ id, call, values }: Request) => {
  try {
    const act = calls[call] as (...values: unknown[]) => unknown
    post({ id, result: act(...values) })
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error))
    post({ id, error: { message, stack } })
  }
})
