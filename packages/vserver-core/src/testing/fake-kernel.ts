import { VserverError } from '../errors.ts'
import type { ExitReason, GuestName } from '../guest/model.ts'
import type { HitCount, TopProcess } from '../hit/model.ts'
import type { GuestRun, Host, ReplaceSpec, StartSpec } from '../host.ts'
import { applyChange, type Limit, type LimitUse } from '../limit/model.ts'
import { type GuestCounters, NOTHING_COUNTED } from '../sample/index.ts'
import { MIB } from '../units.ts'

/** What the kernel and the storage of a fake host hold. */
export class FakeKernel {
  readonly roots = new Set<GuestName>()
  readonly runs = new Map<GuestName, GuestRun>()
  readonly limits = new Map<GuestName, Limit>()
  readonly counters = new Map<GuestName, GuestCounters>()
  readonly hits = new Map<GuestName, HitCount[]>()
  readonly processes = new Map<GuestName, TopProcess[]>()
  /** Guests whose init does not halt when it is asked to. */
  readonly deaf = new Set<GuestName>()
  /** Which files each guest has, and those put away: its template and a number. */
  readonly files = new Map<string, string>()
  /** Guests whose processes stand still. */
  readonly frozen = new Set<GuestName>()
  readonly #now: () => number
  #nextPid = 1000

  constructor(now: () => number) {
    this.#now = now
  }

  boot({ name, limit }: Pick<StartSpec, 'name' | 'limit'>): { pid: number; startedAtMs: number } {
    const begun = { pid: this.#nextPid++, startedAtMs: this.#now() }
    this.runs.set(name, { state: 'running', ...begun })
    this.limits.set(name, limit)
    this.counters.set(name, { ...NOTHING_COUNTED, run: begun.pid, memoryBytes: 20 * MIB, processes: 8 })
    return begun
  }

  exit(name: GuestName, reason: ExitReason): void {
    const run = this.runs.get(name)
    const startedAtMs = run?.state === 'running' ? run.startedAtMs : null
    this.runs.set(name, {
      state: 'exited',
      reason,
      startedAtMs,
      atMs: this.#now(),
      stage: null,
      errno: null,
      status: null,
    })
    this.counters.delete(name)
    this.frozen.delete(name)
    this.hits.delete(name)
    this.limits.delete(name)
  }

  isRunning(name: GuestName): boolean {
    return this.runs.get(name)?.state === 'running'
  }

  /** The part of the port that is made of this kernel. */
  runtime(): Host['runtime'] {
    return {
      createRoot: async ({ name }) => void this.roots.add(name),
      replaceRoot: async (spec) => this.#replace(spec),
      deleteRoot: async (name) => {
        if (this.isRunning(name)) throw new VserverError('BUSY', `Guest ${name} runs.`, { subject: name })
        this.roots.delete(name)
        this.runs.delete(name)
      },
      start: async (spec) => {
        if (!this.roots.has(spec.name)) {
          throw new VserverError('NOT_FOUND', 'The guest has no files.', { subject: spec.name })
        }
        if (this.isRunning(spec.name)) throw new VserverError('BUSY', 'It runs.', { subject: spec.name })
        return this.boot(spec)
      },
      stop: async (name) => {
        if (this.isRunning(name) && !this.deaf.has(name)) this.exit(name, 'halt')
      },
      freeze: async (name) => {
        if (!this.isRunning(name)) {
          throw new VserverError('INVALID_STATE', 'It does not run.', { subject: name })
        }
        this.frozen.add(name)
      },
      thaw: async (name) => void this.frozen.delete(name),
      kill: async (name) => {
        if (this.isRunning(name)) this.exit(name, 'killed')
      },
      inspect: async (name) => this.runs.get(name) ?? { state: 'absent' },
      running: async () => [...this.runs.keys()].filter((name) => this.isRunning(name)),
      waitExit: async (name) => !this.isRunning(name),
      setLimit: async (name, change) => {
        const limit = applyChange(this.#limitOf(name), change)
        const used = this.counters.get(name)?.memoryBytes ?? 0
        if (limit.memoryBytes !== null && limit.memoryBytes < used) {
          throw new VserverError('INVALID_STATE', 'More memory is in use.', { subject: name })
        }
        this.limits.set(name, limit)
        return limit
      },
      getLimit: async (name) => this.#limitOf(name),
      limitUse: async (name) => fakeLimitUse(this.#limitOf(name), this.counters.get(name)),
      readCounters: async (name) => {
        const counters = this.counters.get(name)
        return counters === undefined ? null : { ...counters, clockMs: this.#now() }
      },
      readHits: async (name) => (this.isRunning(name) ? (this.hits.get(name) ?? []) : null),
      topProcesses: async (name) => this.processes.get(name) ?? [],
    }
  }

  #replace({ name, template, awaySeconds, takeSeconds }: ReplaceSpec): void {
    if (this.isRunning(name)) throw new VserverError('BUSY', `Guest ${name} runs.`, { subject: name })
    const away = `${name}.${awaySeconds}`
    if (this.files.has(away)) return
    const files =
      takeSeconds === null ? `${template} ${awaySeconds}` : this.files.get(`${name}.${takeSeconds}`)
    if (files === undefined) throw new VserverError('INVALID_STATE', 'They are gone.', { subject: name })
    if (takeSeconds !== null) this.files.delete(`${name}.${takeSeconds}`)
    this.files.set(away, this.files.get(name) ?? 'first')
    this.files.set(name, files)
  }

  #limitOf(name: GuestName): Limit {
    const limit = this.limits.get(name)
    if (limit === undefined) throw new VserverError('INVALID_STATE', 'It does not run.', { subject: name })
    return limit
  }
}

/** Hard limits as they were set, memory and processes as the counters tell; nothing was ever refused. */
function fakeLimitUse(limit: Limit, counters: GuestCounters | undefined): LimitUse {
  return {
    memory: {
      current: counters?.memoryBytes ?? 0,
      soft: limit.memoryHighBytes,
      hard: limit.memoryBytes,
      hits: 0,
    },
    swap: { current: 0, hard: limit.swapBytes, hits: 0 },
    cpu: { hard: limit.cpuMillicores, hits: 0 },
    processes: { current: counters?.processes ?? 0, hard: limit.processes, hits: 0 },
    openFiles: { current: 0, hard: limit.openFiles },
    sockets: limit.sockets === null ? { hard: null } : { current: 0, peak: 0, hard: limit.sockets, hits: 0 },
    lockedMemory: { current: 0, hard: limit.lockedMemoryBytes },
    addressSpace: { current: 0, peak: 0, hard: limit.addressSpaceBytes },
    sharedMemory: { current: 0, hard: limit.sharedMemoryBytes },
    semaphores: { current: 0, hard: limit.semaphores },
    messageQueues: { current: 0, hard: limit.messageQueues },
    fileLocks: { current: 0 },
    diskRead: { hard: limit.diskReadBps },
    diskWrite: { hard: limit.diskWriteBps },
    diskReadOperations: { hard: limit.diskReadIops },
    diskWriteOperations: { hard: limit.diskWriteIops },
    diskSpace: { current: 0, soft: limit.diskSoftBytes, hard: limit.diskBytes },
    inodes: { current: 0, soft: limit.inodesSoft, hard: limit.inodes },
    networkOut: { current: 0, hard: limit.networkOutBits },
    networkIn: { current: 0, hard: limit.networkInBits },
  }
}
