import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startGuest, stopGuest } from '../../src/guest/index.ts'
import { GuestName, Xid } from '../../src/guest/model.ts'
import { UNLIMITED } from '../../src/limit/model.ts'
import type { Backend } from '../../src/storage/model.ts'
import { MIB } from '../../src/units.ts'
import { finishJob, runJob } from '../files-job.ts'
import { changedGuest, listGuest, openRichScratch, poolObjects, RICH, rootOf } from '../guest-files.ts'
import { awaitFile } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'

const GUEST = GuestName.parse('crashed')
const NEW = GuestName.parse('new')
const SPEC = { name: NEW, xid: Xid.parse(4711), template: RICH, backend: null, limit: UNLIMITED }
const REINSTALL = { ...SPEC, name: GUEST, awaySeconds: Math.floor(Date.now() / 1000), takeSeconds: null }
const NO_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }
const CLONE = {
  ...{ kind: 'clone' as const, guest: NEW, source: GUEST, template: RICH, xid: SPEC.xid, backend: null },
  ...{ keepKeys: true, limit: NO_LIMIT },
}

const ARCHIVE = { kind: 'archive' as const, guest: GUEST }

/** What is cut off, on which storage, and what there may be afterwards. */
export type Operation = {
  title: string
  prepare: 'changed' | 'layered' | 'image'
  /** What has to be done before. */
  begin?(scratch: Scratch): Promise<unknown>
  /** Resolves whether it came to its end. */
  run(scratch: Scratch): Promise<boolean>
  /** Whose files are looked at. */
  guest: GuestName
  /** Makes directories, whose times are then of today. */
  isNew?: boolean
}

const isDone = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  )

/** The size of an image is the disk limit. */
const limitOf = (backend: Backend) => ({ ...NO_LIMIT, diskBytes: backend === 'image' ? 64 * MIB : null })

function convert(from: 'overlay' | 'image', to: Backend): Operation {
  return {
    title: `convert ${from} to ${to}`,
    prepare: from === 'image' ? 'image' : 'layered',
    guest: GUEST,
    run: (scratch) =>
      isDone(finishJob(scratch, { kind: 'convert', guest: GUEST, backend: to, limit: limitOf(to) })),
  }
}

export const OPERATIONS: readonly Operation[] = [
  {
    title: 'create',
    prepare: 'changed',
    guest: NEW,
    isNew: true,
    run: ({ host }) => isDone(host.runtime.createRoot(SPEC)),
  },
  {
    title: 'unify',
    prepare: 'changed',
    guest: GUEST,
    run: (scratch) => isDone(finishJob(scratch, { kind: 'unify', guest: GUEST })),
  },
  {
    title: 'fold',
    prepare: 'layered',
    guest: GUEST,
    run: (scratch) => isDone(finishJob(scratch, { kind: 'fold', guest: GUEST })),
  },
  {
    title: 'clone',
    prepare: 'layered',
    begin: ({ host }) => host.runtime.createRoot(SPEC),
    guest: NEW,
    isNew: true,
    run: (scratch) => isDone(finishJob(scratch, CLONE)),
  },
  {
    title: 'reinstall',
    prepare: 'layered',
    guest: GUEST,
    isNew: true,
    run: ({ host }) => isDone(host.runtime.replaceRoot(REINSTALL)),
  },
  convert('overlay', 'image'),
  convert('image', 'overlay'),
  convert('overlay', 'tree'),
  {
    title: 'archive',
    prepare: 'layered',
    guest: GUEST,
    run: (scratch) => isDone(finishJob(scratch, ARCHIVE)),
  },
  {
    title: 'unarchive',
    prepare: 'layered',
    begin: (scratch) => finishJob(scratch, ARCHIVE),
    guest: GUEST,
    run: (scratch) => isDone(finishJob(scratch, { kind: 'unarchive', guest: GUEST, limit: NO_LIMIT })),
  },
  {
    title: 'delete',
    prepare: 'layered',
    guest: GUEST,
    run: ({ host }) => isDone(host.runtime.deleteRoot(GUEST)),
  },
]

export type CrashBench = {
  scratch: Scratch
  /** The storage as it is before the operation. */
  restore(kind: Operation['prepare']): void
  killBefore(step: number): void
  /** Steps that the process which ended last, or ends now, has made. */
  steps(): Promise<number>
  close(): Promise<void>
}

function storageOf(scratch: Scratch): string {
  return path.join(scratch.dataDir, 'storage')
}

function copyStorage(from: string, to: string): void {
  for (const kind of ['guests', 'pool', 'bin']) {
    rmSync(path.join(to, kind), { recursive: true, force: true })
    if (existsSync(path.join(from, kind))) execFileSync('cp', ['-a', path.join(from, kind), to])
  }
}

/** Guests are made without the tracer, which would slow them down. */
async function prepareStorages(directory: string): Promise<void> {
  const scratch = await openRichScratch()
  await changedGuest(scratch, GUEST, false)
  mkdirSync(path.join(directory, 'changed'))
  copyStorage(storageOf(scratch), path.join(directory, 'changed'))
  await finishJob(scratch, { kind: 'unify', guest: GUEST })
  await startGuest(scratch.host, GUEST)
  const more =
    'rm /srv/tool-again; mv /usr/share/elsewhere /usr/share/third; cp /bin/busybox /srv/second; sync'
  await runShell(scratch.host, GUEST, more)
  await stopGuest(scratch.host, GUEST)
  await finishJob(scratch, { kind: 'unify', guest: GUEST })
  mkdirSync(path.join(directory, 'layered'))
  copyStorage(storageOf(scratch), path.join(directory, 'layered'))
  const toImage = { kind: 'convert' as const, guest: GUEST, backend: 'image' as const }
  await finishJob(scratch, { ...toImage, limit: limitOf('image') })
  mkdirSync(path.join(directory, 'image'))
  copyStorage(storageOf(scratch), path.join(directory, 'image'))
  await scratch.close()
}

export async function openCrashBench(): Promise<CrashBench> {
  const directory = mkdtempSync('/tmp/vserver-crash-')
  await prepareStorages(directory)
  const control = path.join(directory, 'control')
  mkdirSync(control)
  const scratch = await openRichScratch({
    wrapper: [buildProgram('kill-at'), control],
    brakes: { deleteBurst: 1_000_000 },
  })
  return {
    scratch,
    restore: (kind) => copyStorage(path.join(directory, kind), storageOf(scratch)),
    killBefore: (step) => {
      writeFileSync(path.join(control, 'step'), String(step))
      rmSync(path.join(control, 'steps'), { force: true })
    },
    steps: async () => Number(await awaitFile(path.join(control, 'steps'), patient(10_000))),
    close: async () => {
      copyStorage(directory, storageOf(scratch)) // nothing, so that it is empty
      mkdirSync(path.join(storageOf(scratch), 'guests'), { mode: 0o700 })
      mkdirSync(path.join(storageOf(scratch), 'bin'), { mode: 0o700 })
      await scratch.close()
      rmSync(directory, { recursive: true })
    },
  }
}

/** How a stopped guest's files are kept and what they are, without the times of directories; null: no guest. */
export function filesOf(
  scratch: Scratch,
  guest: GuestName,
  options: readonly string[] = ['-t'],
): string | null {
  if (!existsSync(path.join(storageOf(scratch), 'guests', guest))) return null
  const { backend, archive } = rootOf(scratch, guest)
  // What is in it verify looks at, and whoever unpacks it.
  if (archive) return `backend ${backend}, archived`
  return [`backend ${backend}`, ...listGuest(scratch, guest, options)].join('\n')
}

const ROUGHLY = ['-t', '-l']

type Files = { roughly: string | null; exactly: string | null }
export type Plan = { steps: number; before: Files; after: Files; objects: string[] }

function seeExactly(scratch: Scratch, { guest, isNew }: Operation): string | null {
  return filesOf(scratch, guest, isNew ? ['-t'] : [])
}

function see(scratch: Scratch, operation: Operation): Files {
  return {
    roughly: filesOf(scratch, operation.guest, ROUGHLY),
    exactly: seeExactly(scratch, operation),
  }
}

/** What it does when nobody disturbs it. */
export async function runUndisturbed(bench: CrashBench, operation: Operation): Promise<Plan> {
  const { scratch } = bench
  bench.restore(operation.prepare)
  bench.killBefore(0)
  await operation.begin?.(scratch)
  const before = see(scratch, operation)
  bench.killBefore(0)
  if (!(await operation.run(scratch))) throw new Error(`${operation.title} fails undisturbed`)
  const steps = await bench.steps()
  const after = see(scratch, operation)
  await finishJob(scratch, { kind: 'sweep' })
  return { steps, before, after, objects: poolObjects(scratch) }
}

export type Crash = {
  step: number
  outcome: 'old' | 'new' | 'neither'
  /** What verify found after the crash, and after the operation was done again. */
  problems: number
  isRepeated: boolean
  /** The same files as undisturbed, of the same objects. */
  isEqual: boolean
  /** What is not: lines of the listing that only one of the two has, and objects that are missing. */
  differences: string[]
  /** Objects of the pool after a sweep that there are not undisturbed. */
  orphans: number
}

const VERIFY = { kind: 'verify' as const, guest: null, template: null }

function differingLines(one: string | null, other: string | null): string[] {
  const [here, there] = [one, other].map((text) => text?.split('\n') ?? ['no guest']) as [string[], string[]]
  return [...here.filter((line) => !there.includes(line)), ...there.filter((line) => !here.includes(line))]
}

/** Kills the operation before one step, looks, and does it again. */
export async function crashAt(
  bench: CrashBench,
  operation: Operation,
  plan: Plan,
  step: number,
): Promise<Crash> {
  const { scratch } = bench
  bench.restore(operation.prepare)
  bench.killBefore(0)
  await operation.begin?.(scratch)
  bench.killBefore(step)
  await operation.run(scratch)
  bench.killBefore(0)
  const found = filesOf(scratch, operation.guest, ROUGHLY)
  const outcome = found === plan.after.roughly ? 'new' : found === plan.before.roughly ? 'old' : 'neither'
  const { problems } = await runJob(scratch, VERIFY)
  // What is complete may refuse to be made again.
  const isRepeated = (await operation.run(scratch)) || outcome === 'new'
  const exactly = seeExactly(scratch, operation)
  const again = await runJob(scratch, VERIFY)
  await finishJob(scratch, { kind: 'sweep' })
  const objects = poolObjects(scratch)
  const missing = plan.objects.filter((object) => !objects.includes(object))
  const differences = [...differingLines(exactly, plan.after.exactly), ...missing]
  const isEqual = exactly === plan.after.exactly && missing.length === 0
  const orphans = objects.filter((object) => !plan.objects.includes(object)).length
  return { step, outcome, problems: problems + again.problems, isRepeated, isEqual, differences, orphans }
}
