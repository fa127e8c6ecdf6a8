import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { FilesJobId } from '@vserver/core/files/model'
import { createGuest, deleteGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import { type FilesScratch, openFilesScratch } from './files-scratch.ts'
import { pause } from './interrupt.ts'
import type { Readings } from './lanes.ts'
import { hasProgram } from './peers.ts'
import { type Comparison, compare, type Figures } from './report.ts'
import { EMPTY, makeTemplate } from './small-template.ts'

const GUESTS = 10
const NEW_FILES = 10
const NEW_BYTES = 100_000
const IMAGE_BYTES = 60 * 2 ** 30
const POLL_MS = 2
/** Each round copies a whole distribution a hundred times. */
const ROUNDS_MAX = 5

/** Finds what ten copies of a distribution have in common, again at once, and again after a few new files. */
type Lane = {
  name: string
  isOurs: boolean
  /** On the file system that its trees lie on. */
  directory: string
  /** Ten trees, each with every file of its own. */
  prepare(): Promise<void>
  /** Where they are now, to read them and to put new files into. */
  trees(): string[]
  unify(): Promise<void>
  clear(): Promise<void>
}

export async function benchUnify(rounds: number): Promise<(Comparison | Figures)[]> {
  const count = Math.min(rounds, ROUNDS_MAX)
  const scratch = await openFilesScratch({ on: 'ext4', bytes: IMAGE_BYTES })
  try {
    await makeTemplate(scratch, EMPTY)
    const lanes = [own(scratch), ...peers(scratch), ...duperemove(scratch)]
    const warm = await measure(scratch, lanes, count, false)
    const cold = await measure(scratch, lanes, count, true)
    return [...render('warm', warm), ...render('cold', cold), figures(warm.used)]
  } finally {
    await scratch.close()
  }
}

type Measured = {
  first: Readings
  same: Readings
  repeat: Readings
  used: Map<string, { before: number; after: number }>
}

function render(how: string, { first, same, repeat }: Measured): Comparison[] {
  return [
    compare(`unify ${GUESTS} copies of Debian 12, first run, ${how}`, first, []),
    compare(`again with nothing new, ${how}`, same, []),
    compare(`again after ${NEW_FILES} new files in each, ${how}`, repeat, []),
  ]
}

function figures(used: Measured['used']): Figures {
  return {
    title: `what the ${GUESTS} copies take`,
    figures: [...used].map(([name, { before, after }]) => ({
      name,
      value: after / 2 ** 20,
      unit: 'MiB',
      note: `before ${(before / 2 ** 20).toFixed(0)} MiB`,
    })),
  }
}

async function measure(
  scratch: FilesScratch,
  lanes: Lane[],
  rounds: number,
  cold: boolean,
): Promise<Measured> {
  const measured: Measured = { first: new Map(), same: new Map(), repeat: new Map(), used: new Map() }
  for (let round = 0; round < rounds; round += 1) {
    for (const lane of lanes) {
      await pause(0)
      const note = async (readings: Readings) => {
        const value = await timed(scratch, lane, cold)
        readings.set(lane.name, [...(readings.get(lane.name) ?? []), value])
      }
      await lane.prepare()
      const before = usedOn(lane)
      await note(measured.first)
      measured.used.set(lane.name, { before, after: usedOn(lane) })
      await note(measured.same)
      for (const tree of lane.trees()) addFiles(tree)
      await note(measured.repeat)
      await lane.clear()
    }
  }
  return measured
}

/** Everybody's work counts only when it is on the disk. */
async function timed(scratch: FilesScratch, lane: Lane, cold: boolean): Promise<number> {
  execFileSync('sync', ['-f', lane.directory])
  if (cold) await scratch.goCold()
  else readAll(lane.trees())
  const startedAt = performance.now()
  await lane.unify()
  execFileSync('sync', ['-f', lane.directory])
  return performance.now() - startedAt
}

/** Everything is read once, so that no lane finds more in memory than another; links lead out of the tree. */
function readAll(trees: string[]): void {
  const read = ['-type', 'f', '-exec', 'cat', '{}', '+']
  execFileSync('find', [...trees, ...read], { stdio: ['ignore', 'ignore', 'inherit'] })
}

function usedOn({ directory }: Lane): number {
  execFileSync('sync', ['-f', directory])
  const { blocks, bfree, bsize } = statfsSync(directory)
  return (blocks - bfree) * bsize
}

/** Half of them are the same in every tree. */
function addFiles(tree: string): void {
  for (let index = 0; index < NEW_FILES; index += 1) {
    const bytes = Buffer.alloc(NEW_BYTES, index % 2 === 0 ? `shared ${index} ` : `${tree} ${index} `)
    writeFileSync(path.join(tree, `new-${index}`), bytes)
  }
}

/** Guests of an empty template that hold a whole distribution each, as after years of upgrades. */
function own(scratch: FilesScratch): Lane {
  const names = Array.from({ length: GUESTS }, (_, index) => scratch.name(`unify-${index}`))
  const upper = (name: GuestName) => upperOf(scratch, name)
  return {
    name: 'vserver unify',
    isOurs: true,
    directory: scratch.storage,
    prepare: async () => {
      for (const name of names) {
        const input = { name, template: EMPTY, backend: 'overlay' as const, limit: UNLIMITED, start: false }
        await createGuest(scratch.host, {
          ...input,
          initStyle: 'systemd',
          options: DEFAULT_OPTIONS,
          network: NO_NETWORK,
        })
        execFileSync('cp', ['-a', `${scratch.plain}/.`, upper(name)])
      }
    },
    trees: () => names.map(upper),
    unify: async () => {
      for (const name of names) await runJob(scratch, name)
    },
    clear: async () => {
      for (const name of names) await deleteGuest(scratch.host, name)
      await emptyBin(scratch)
      rmSync(path.join(scratch.storage, 'pool', '.p'), { recursive: true })
      mkdirSync(path.join(scratch.storage, 'pool', '.p'), { mode: 0o700 })
    },
  }
}

function upperOf(scratch: FilesScratch, name: GuestName): string {
  const guest = path.join(scratch.storage, 'guests', name)
  const number = /^upper=(\d+)$/m.exec(readFileSync(path.join(guest, 'root'), 'utf8'))?.[1]
  return path.join(guest, 'data', number ?? '', 'upper')
}

async function runJob(scratch: FilesScratch, guest: GuestName): Promise<void> {
  const id = FilesJobId.parse(`bench-${randomBytes(6).toString('hex')}`)
  await scratch.host.files.start({ id, kind: 'unify', guest })
  for (;;) {
    const run = await scratch.host.files.inspect(id)
    if (run?.state === 'done') return
    if (run !== null && run.state !== 'running') throw new Error(`unify: ${run.message ?? run.state}`)
    await pause(POLL_MS)
  }
}

async function emptyBin(scratch: FilesScratch): Promise<void> {
  const bin = path.join(scratch.storage, 'bin')
  for (const entry of readdirSync(bin)) rmSync(path.join(bin, entry), { recursive: true, force: true })
}

function peers(scratch: FilesScratch): Lane[] {
  const own = path.join(scratch.directory, 'peers')
  const tools: { name: string; command: (tree: string) => string[] }[] = [
    { name: 'hardlink', command: (tree) => ['hardlink', '-q', tree] },
    { name: 'jdupes', command: (tree) => ['jdupes', '-q', '-r', '-L', tree] },
    {
      name: 'rdfind',
      command: (tree) => ['rdfind', '-makehardlinks', 'true', '-makeresultsfile', 'false', tree],
    },
  ]
  return tools
    .filter(({ name }) => hasProgram(name))
    .map(({ name, command }) => peer(name, scratch.plain, path.join(own, name), command))
}

/** Shares blocks, not inodes, which ext4 cannot: on an xfs of its own. What it has seen it keeps in a file. */
function duperemove(scratch: FilesScratch): Lane[] {
  if (!hasProgram('duperemove') || !hasProgram('mkfs.xfs')) return []
  const mount = scratch.mountImage('xfs', IMAGE_BYTES)
  const seen = path.join(mount, 'seen')
  const lane = peer('duperemove (blocks, on xfs)', scratch.plain, path.join(mount, 'trees'), (tree) => [
    'duperemove',
    '-dhrq',
    `--hashfile=${seen}`,
    tree,
  ])
  return [
    {
      ...lane,
      clear: async () => {
        await lane.clear()
        for (const name of readdirSync(mount)) if (name.startsWith('seen')) rmSync(path.join(mount, name))
      },
    },
  ]
}

function peer(name: string, plain: string, parent: string, command: (tree: string) => string[]): Lane {
  mkdirSync(parent, { recursive: true })
  const trees = () => Array.from({ length: GUESTS }, (_, index) => path.join(parent, `copy-${index}`))
  return {
    name,
    isOurs: false,
    directory: parent,
    prepare: async () => {
      for (const tree of trees()) execFileSync('cp', ['-a', plain, tree])
    },
    trees,
    unify: async () => {
      const [program = '', ...options] = command(parent)
      execFileSync(program, options, { stdio: 'ignore' })
    },
    clear: async () => {
      for (const tree of trees()) rmSync(tree, { recursive: true })
    },
  }
}
