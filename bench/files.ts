import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest } from '@vserver/core/guest'
import { UNLIMITED } from '@vserver/core/limit/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import { BACKENDS, type Backend } from '@vserver/core/storage/model'
import { type FilesScratch, openFilesScratch } from './files-scratch.ts'
import { runInGuest } from './in-guest.ts'
import { pause } from './interrupt.ts'
import type { Readings } from './lanes.ts'
import { type Comparison, compare } from './report.ts'

/** Many small files, and depends on nothing. */
const PACKAGE = 'vim-runtime'
const KINDS = {
  stat: 'stat(2) of a file, mean',
  open: 'open(2) and close(2), mean',
  read: 'open, read of 4 KiB, close, mean',
  unpack: 'tar -xf of /usr/share',
  remove: 'rm -rf of it',
  install: `apt-get install ./${PACKAGE}.deb`,
}
const NAMES = Object.keys(KINDS) as (keyof typeof KINDS)[]
const ROUNDS_MAX = 10
const DISK_BYTES = 8 * 2 ** 30

/** Work on files inside guests of each backend, against the same tree on the host itself. */
export async function benchFiles(rounds: number): Promise<Comparison[]> {
  const scratch = await openFilesScratch()
  try {
    const tools = prepareTools(scratch)
    addTools(tools, path.join(scratch.storage, 'templates', scratch.template, 'rootfs'))
    addTools(tools, scratch.plain)
    const lanes = [...BACKENDS.map((backend) => guestLane(scratch, backend)), hostLane(scratch)]
    for (const lane of lanes) await lane.open()
    const readings = await measure(lanes, Math.min(rounds, ROUNDS_MAX))
    return NAMES.map((name) => compare(KINDS[name], readings.get(name) ?? new Map(), []))
  } finally {
    await scratch.close()
  }
}

/** What is open is closed with the scratch. */
type Lane = { name: string; open(): Promise<void>; run(): Promise<string> }

async function measure(lanes: Lane[], rounds: number): Promise<Map<string, Readings>> {
  const all = new Map<string, Readings>(NAMES.map((name) => [name, new Map()]))
  for (let round = 0; round < rounds; round += 1) {
    for (const lane of lanes) {
      await pause(0)
      for (const [name, value] of parse(await lane.run())) {
        const readings = all.get(name)
        readings?.set(lane.name, [...(readings.get(lane.name) ?? []), value])
      }
    }
  }
  return all
}

/** Milliseconds by kind. */
function parse(output: string): [string, number][] {
  return NAMES.map((name) => {
    const value = Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(output)?.[1])
    if (!(value > 0)) throw new Error(`The work in the guest failed:\n${output}`)
    return [name, value / 1e6]
  })
}

function prepareTools(scratch: FilesScratch): string {
  const tools = path.join(scratch.directory, 'tools')
  mkdirSync(tools, { recursive: true })
  const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  execFileSync('gcc', [...flags, `${import.meta.dirname}/driver/work.c`, '-o', `${tools}/work`])
  execFileSync('tar', ['-cf', `${tools}/files.tar`, '-C', `${scratch.plain}/usr`, 'share'])
  execFileSync('apt-get', ['download', '-qq', '-o', 'APT::Sandbox::User=root', PACKAGE], { cwd: tools })
  const found = readdirSync(tools).find((name) => name.endsWith('.deb'))
  if (found === undefined) throw new Error(`${PACKAGE} could not be downloaded.`)
  renameSync(path.join(tools, found), path.join(tools, 'package.deb'))
  return tools
}

function addTools(tools: string, root: string): void {
  execFileSync('cp', ['-a', `${tools}/.`, path.join(root, 'bench')])
}

/** What apt needs. Devices of its own: nothing of the host is mounted into a tree that will be removed. */
function makeDevices(directory: string): void {
  const devices = { null: 3, zero: 5, full: 7, random: 8, urandom: 9 }
  for (const [name, minor] of Object.entries(devices)) {
    rmSync(path.join(directory, name), { force: true })
    execFileSync('mknod', ['-m', '666', path.join(directory, name), 'c', '1', String(minor)])
  }
}

function hostLane(scratch: FilesScratch): Lane {
  return {
    name: 'host, same tree',
    open: async () => makeDevices(path.join(scratch.plain, 'dev')),
    run: async () => execFileSync('chroot', [scratch.plain, '/bench/work'], { encoding: 'utf8' }),
  }
}

function guestLane(scratch: FilesScratch, backend: Backend): Lane {
  const name = scratch.name(`files-${backend}`)
  const limit = backend === 'image' ? { ...UNLIMITED, diskBytes: DISK_BYTES } : UNLIMITED
  const options = { ...DEFAULT_OPTIONS, command: ['/usr/bin/sleep', 'infinity'] }
  const input = {
    name,
    template: scratch.template,
    backend,
    limit,
    options,
    network: NO_NETWORK,
    start: true,
  }
  return {
    name: `vserver ${backend}`,
    open: async () => void (await createGuest(scratch.host, { ...input, initStyle: 'single' })),
    run: () => runInGuest(scratch.host, name, ['/bench/work']),
  }
}
