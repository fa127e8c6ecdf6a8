import { setTimeout as sleep } from 'node:timers/promises'
import { VserverError } from '@vserver/core/errors'
import type { Follow } from '@vserver/core/files'
import type { FilesJobId, FilesRun } from '@vserver/core/files/model'
import type { Host } from '@vserver/core/host-port'
import type { Task } from './operations.ts'

/** How long to wait before the next look: a short job is not made longer, a long one is not looked at often. */
const [SHORTEST_MS, LONGEST_MS] = [5, 1000]

export function pauseAfter(elapsedMs: number): number {
  return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.floor(elapsedMs / 8)))
}

/** What a job does, as its programs call it, in words. */
const STEPS: Record<string, string> = {
  unify: 'Sharing equal files',
  fold: 'Folding the layers',
  convert: 'Moving the files',
  clone: 'Copying the files',
  archive: 'Packing the files',
  check: 'Reading the archive back',
  unarchive: 'Unpacking the files',
  predict: 'Comparing the files',
  measure: 'Measuring the files',
  verify: 'Checking the files',
  references: 'Checking what the files refer to',
  objects: 'Checking the content',
  mark: 'Looking for what is in use',
  sweep: 'Removing what nobody uses',
}

type Watcher = Pick<Task, 'progress' | 'log' | 'signal'>

/** Follows jobs to their end: tells how far they are, copies their log, cancels them when they are not wanted. */
export function followJob(host: Host, watcher: Watcher): Follow {
  return async (id) => {
    const log = new JobLog(host, id, watcher)
    const startedAt = performance.now()
    let isCancelled = false
    for (;;) {
      if (watcher.signal.aborted && !isCancelled) {
        await host.files.cancel(id)
        isCancelled = true
      }
      const run = await host.files.inspect(id)
      await log.copy()
      if (run === null) throw forgotten(id)
      if (run.state !== 'running') return run
      watcher.progress(run.percent, wordsOf(run))
      const pauseMs = pauseAfter(performance.now() - startedAt)
      await sleep(pauseMs, undefined, isCancelled ? {} : { signal: watcher.signal }).catch(() => {})
    }
  }
}

/** A watcher for work that nobody asked for. */
export function unwatched(signal: AbortSignal): Watcher {
  return { signal, progress: () => {}, log: async () => {} }
}

function wordsOf({ step }: FilesRun): string {
  return step === null ? 'Waiting' : (STEPS[step] ?? step)
}

function forgotten(id: FilesJobId): VserverError {
  return new VserverError('NATIVE_FAILED', 'The host has forgotten the job.', {
    subject: id,
    hint: 'Nothing is lost; do it again.',
  })
}

class JobLog {
  readonly #host: Host
  readonly #id: FilesJobId
  readonly #watcher: Watcher
  #offset = 0

  constructor(host: Host, id: FilesJobId, watcher: Watcher) {
    this.#host = host
    this.#id = id
    this.#watcher = watcher
  }

  async copy(): Promise<void> {
    for (;;) {
      const { text, offset } = await this.#host.files.readLog(this.#id, this.#offset)
      if (offset === this.#offset) return
      this.#offset = offset
      for (const line of text.split('\n').filter(Boolean)) await this.#watcher.log(line)
    }
  }
}
