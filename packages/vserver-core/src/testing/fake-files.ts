import type { FilesJob, FilesJobId, FilesRun } from '../files/model.ts'
import type { GuestName } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { DiskUse, Storage } from '../storage/model.ts'
import { GIB } from '../units.ts'

type End = Partial<FilesRun> & Pick<FilesRun, 'state'>

/** Jobs begin and stay at 10 percent until a test says how they end, or end at once when it has said so before. */
export class FakeFiles {
  /** How jobs end as soon as they begin; null = they go on. */
  outcome: End | null = null
  readonly jobs = new Map<FilesJobId, { job: FilesJob; run: FilesRun }>()

  readonly #now: () => number
  readonly #roots: Set<GuestName>

  constructor(now: () => number, roots: Set<GuestName>) {
    this.#now = now
    this.#roots = roots
  }

  /** The only job of this kind. */
  only(kind: FilesJob['kind']): FilesJob {
    const found = [...this.jobs.values()].filter(({ job }) => job.kind === kind)
    const [first] = found
    if (first === undefined || found.length > 1) throw new Error(`${found.length} jobs ${kind}`)
    return first.job
  }

  end(id: FilesJobId, end: End): void {
    const found = this.jobs.get(id)
    if (found === undefined) throw new Error(`no job ${id}`)
    found.run = { ...found.run, percent: 100, finishedAtMs: this.#now(), ...end }
    if (end.state === 'done' && found.job.kind === 'clone') this.#roots.add(found.job.guest)
  }

  port(): Host['files'] {
    return {
      start: async (job) => {
        this.jobs.set(job.id, { job, run: begun(this.#now()) })
        if (this.outcome !== null) this.end(job.id, this.outcome)
      },
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

export type FakeStorage = {
  storage: Storage
  /** What a walk finds. */
  guests: DiskUse['guests']
  port: Host['storage']
}

/** An ext4 with project quota whose self-test has passed; nobody uses anything until a test says so. */
export function fakeStorage(now: () => number): FakeStorage {
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
  const guests: DiskUse['guests'] = []
  const port: Host['storage'] = {
    probe: async ({ selfTest }) => {
      if (selfTest) storage.selfTest = { at: at(), passed: true, failure: null }
      return { ...storage }
    },
    diskUse: async () => ({ at: at(), durationUs: 100, guests: [...guests] }),
  }
  return { storage, guests, port }
}
