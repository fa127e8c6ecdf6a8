import type { FilesJob, FilesJobId, FilesRun } from '../files/model.ts'
import type { Host } from '../host.ts'
import type { Storage } from '../storage/model.ts'
import { GIB } from '../units.ts'

/** Jobs begin and stay at 10 percent until a test says how they end. */
export class FakeFiles {
  readonly jobs = new Map<FilesJobId, { job: FilesJob; run: FilesRun }>()

  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  end(id: FilesJobId, end: Partial<FilesRun> & Pick<FilesRun, 'state'>): void {
    const found = this.jobs.get(id)
    if (found === undefined) throw new Error(`no job ${id}`)
    found.run = { ...found.run, percent: 100, finishedAtMs: this.#now(), ...end }
  }

  port(): Host['files'] {
    return {
      start: async (job) => void this.jobs.set(job.id, { job, run: begun(this.#now()) }),
      inspect: async (id) => this.jobs.get(id)?.run ?? null,
      cancel: async (id) => {
        if (this.jobs.get(id)?.run.state === 'running') this.end(id, { state: 'cancelled' })
      },
      readLog: async (id, offset) => {
        const text = this.jobs.has(id) ? 'looking\n'.slice(offset) : ''
        return { text, offset: offset + text.length }
      },
    }
  }
}

function begun(nowMs: number): FilesRun {
  return {
    state: 'running',
    percent: 10,
    step: 'files',
    startedAtMs: nowMs,
    finishedAtMs: null,
    message: null,
    ...{ files: 0, bytes: 0, pooled: 0, savedBytes: 0, objects: 0, problems: 0 },
  }
}

/** An ext4 with project quota whose self-test has passed; nobody uses anything until a test says so. */
export function fakeStorage(now: () => number): Host['storage'] & { storage: Storage } {
  const at = (): string => new Date(now()).toISOString()
  const storage: Storage = {
    filesystem: 'ext4',
    features: ['dataLayer', 'xattrs', 'project', 'image'],
    backends: ['overlay', 'image', 'tree'],
    enforcement: 'project',
    selfTest: { at: at(), passed: true, failure: null },
    bytes: 100 * GIB,
    bytesFree: 80 * GIB,
    inodes: 6_000_000,
    inodesFree: 5_000_000,
    pool: { objects: 0, bytes: 0, countedAt: at() },
  }
  return {
    storage,
    probe: async ({ selfTest }) => {
      if (selfTest) storage.selfTest = { at: at(), passed: true, failure: null }
      return { ...storage }
    },
    diskUse: async () => ({ at: at(), durationUs: 100, guests: [] }),
  }
}
