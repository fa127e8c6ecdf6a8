import { once } from 'node:events'
import { connect } from 'node:net'
import type { ConsoleId } from '../console/model.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host, TemplateBuild } from '../host.ts'
import type { TemplateId } from '../template/model.ts'
import { GIB } from '../units.ts'
import { fakeBulk } from './fake-bulk.ts'
import { FakeFiles, type FakeStorage, fakeStorage } from './fake-files.ts'
import { FakeHelpers } from './fake-helpers.ts'
import { FakeImports } from './fake-imports.ts'
import { FakeKernel } from './fake-kernel.ts'
import { FakeNetwork } from './fake-network.ts'
import { fakeGuests, fakeOperations, fakeShares, fakeTraffic } from './fake-store.ts'
import { fakeTemplates, readyBuild } from './fake-templates.ts'
import { type Faults, faulty, noFaults, type Refusal, refusal } from './faults.ts'
import { templateId } from './fixtures.ts'

export type FakeHostOptions = {
  /** Those whose record wants them running do run. */
  guests?: GuestRecord[]
  /** The call to refuse: `'runtime.start'`, or with the error to refuse it with. */
  refuse?: string | Refusal
  templates?: Record<string, TemplateBuild>
}

/** A host in memory. What it holds is open to tests, and so are its clock and its faults. */
export type FakeHost = Host & {
  kernel: FakeKernel
  records: Map<GuestName, GuestRecord>
  builds: Map<TemplateId, TemplateBuild>
  consoles: Host['consoles'] & { sockets: Map<ConsoleId, string> }
  faults: Faults
  /** Its helper events. */
  told: FakeHelpers
  /** Files that were received for templates. */
  received: FakeImports
  /** Its work on files. */
  jobs: FakeFiles
  /** Its storage. */
  disks: FakeStorage
  /** Its networks and their counters. */
  nets: FakeNetwork
  advance(ms: number): void
  /** After a crash: a new process looks at what the old one left. */
  revive(): void
}

const BOOT_MS = Date.parse('2026-01-01T12:00:00Z')

export function fakeHost(options: FakeHostOptions = {}): FakeHost {
  let nowMs = BOOT_MS
  const now = (): number => nowMs
  const faults: Faults = { ...noFaults(), refuse: refusalsOf(options.refuse) }
  const kernel = new FakeKernel(now)
  const records = new Map((options.guests ?? []).map((record) => [record.name, record]))
  for (const record of records.values()) {
    kernel.roots.add(record.name)
    if (record.desired === 'running') kernel.boot(record)
  }
  const builds = buildsOf(options, nowMs)
  const jobs = new FakeFiles(now, kernel.roots)
  const disks = fakeStorage(now)
  const nets = new FakeNetwork(now)
  const received = new FakeImports(now)
  const told = new FakeHelpers(now)
  const sockets = new Map<ConsoleId, string>()
  return {
    now,
    kernel,
    records,
    builds,
    faults,
    advance: (ms) => {
      nowMs += ms
    },
    revive: () => Object.assign(faults, noFaults()),
    guests: faulty('guests', fakeGuests(records), faults),
    runtime: faulty('runtime', kernel.runtime(), faults),
    consoles: { ...faulty('consoles', fakeConsoles(sockets), faults), sockets },
    templates: faulty('templates', fakeTemplates(builds, now), faults),
    received,
    imports: faulty('imports', received.port(), faults),
    bulk: faulty('bulk', fakeBulk(now), faults),
    told,
    helpers: told.port(),
    shares: faulty('shares', fakeShares(), faults),
    jobs,
    files: faulty('files', jobs.port(), faults),
    disks,
    storage: faulty('storage', disks.port, faults),
    nets,
    network: faulty('network', nets.port(), faults),
    traffic: faulty('traffic', fakeTraffic(), faults),
    operations: fakeOperations(),
    readHostCounters: async () => ({ ...HOST_COUNTERS, clockMs: nowMs }),
    info: async () => HOST_INFO,
  }
}

function refusalsOf(refuse: FakeHostOptions['refuse']): Refusal[] {
  if (refuse === undefined) return []
  return [typeof refuse === 'string' ? refusal(refuse) : refuse]
}

function buildsOf({ templates }: FakeHostOptions, nowMs: number): Map<TemplateId, TemplateBuild> {
  const given = templates ?? { [templateId]: readyBuild(nowMs) }
  return new Map(Object.entries(given).map(([id, build]) => [id as TemplateId, build]))
}

function fakeConsoles(sockets: Map<ConsoleId, string>): Host['consoles'] {
  return {
    open: async ({ id }) => {
      const socket = `/run/fake/consoles/${id}.sock`
      sockets.set(id, socket)
      return { socket }
    },
    hand: async (target, connection, greeting) => {
      const socket = 'consoleId' in target ? sockets.get(target.consoleId) : undefined
      if (socket === undefined) return false
      const console = connect(socket)
      await once(console, 'connect')
      connection.write(greeting)
      for (const end of [console, connection]) end.on('error', () => end.destroy())
      console.on('close', () => connection.destroy())
      connection.on('close', () => console.destroy())
      console.pipe(connection).pipe(console)
      return true
    },
  }
}

const HOST_COUNTERS = {
  ...{ load1: 0, cpuBusyMicroseconds: 0, memoryBytes: 2 * GIB, swapBytes: 0, storageBytes: 20 * GIB },
  ...{ pressure: null, io: null },
}

const HOST_INFO: Awaited<ReturnType<Host['info']>> = {
  hostname: 'fake',
  kernel: '6.12.0',
  cgroupMode: 'v2',
  missing: [],
  limitsMissing: [],
  contextCapabilities: [],
  virtualProc: true,
  cpus: 4,
  memoryBytes: 8 * GIB,
  memoryAvailableBytes: 6 * GIB,
  storageBytes: 100 * GIB,
  storageFreeBytes: 80 * GIB,
  load1: 0,
  load5: 0,
  load15: 0,
  uptimeSeconds: 60,
}
