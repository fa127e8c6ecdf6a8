import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest, deleteGuest } from '@vserver/core/guest'
import { UNLIMITED } from '@vserver/core/limit/model'
import { NO_NETWORK } from '@vserver/core/network/model'
import type { Backend } from '@vserver/core/storage/model'
import { type FileSystem, type FilesScratch, openFilesScratch } from './files-scratch.ts'
import { type AsyncLane, inTurnAsync, warmUpAsync } from './lanes.ts'
import { hasProgram } from './peers.ts'
import { type Comparison, compare, type Figures } from './report.ts'
import { usedBytes } from './usage.ts'

const IMAGE_BYTES = 16 * 2 ** 30
const DISK_BYTES = 4 * 2 ** 30

/** A new guest's files from a Debian template, against the ways others copy one. */
export async function benchCreate(rounds: number): Promise<(Comparison | Figures)[]> {
  const scratch = await openFilesScratch()
  try {
    const lanes = await warmUpAsync([
      own(scratch, 'overlay'),
      own(scratch, 'image'),
      own(scratch, 'tree'),
      copy('cp -a', scratch.plain, path.join(scratch.directory, 'copies'), ['cp', '-a']),
      lxcOverlay(scratch),
      ...reflinkLanes(scratch, 'xfs'),
      ...reflinkLanes(scratch, 'btrfs'),
      ...snapshotLanes(scratch),
    ])
    const usage = lanes.map((lane) => ({ name: lane.name, ...lane.usage() }))
    for (const lane of lanes) await lane.after(0)
    return [
      compare('create from a Debian 12 template', await inTurnAsync(rounds, lanes), []),
      {
        title: 'what the new files take on the disk',
        figures: usage.map(({ name, bytes, inodes }) => ({
          name,
          value: bytes / 1024,
          unit: 'KiB',
          note: `${inodes} inodes`,
        })),
      },
    ]
  } finally {
    await scratch.close()
  }
}

type CreateLane = AsyncLane & { usage(): { bytes: number; inodes: number } }

function own(scratch: FilesScratch, backend: Backend): CreateLane {
  const limit = backend === 'image' ? { ...UNLIMITED, diskBytes: DISK_BYTES } : UNLIMITED
  const input = { template: scratch.template, backend, limit, options: DEFAULT_OPTIONS, network: NO_NETWORK }
  const make = async (name: string) => {
    const guest = scratch.name(name)
    await createGuest(scratch.host, { ...input, name: guest, initStyle: 'systemd', start: false })
    return guest
  }
  return {
    name: `vserver ${backend}`,
    isOurs: true,
    run: async (round) => void (await make(`${backend}-${round}`)),
    after: (round) => deleteGuest(scratch.host, scratch.name(`${backend}-${round}`)),
    usage: () => usedBytes(path.join(scratch.storage, 'guests', `${backend}-0`)),
  }
}

function copy(name: string, from: string, parent: string, command: string[]): CreateLane {
  mkdirSync(parent, { recursive: true })
  const [program = '', ...options] = command
  const target = (round: number) => path.join(parent, `copy-${round}`)
  return {
    name,
    isOurs: false,
    run: async (round) => void execFileSync(program, [...options, from, target(round)]),
    after: async (round) => rmSync(target(round), { recursive: true }),
    usage: () => usedBytes(target(0)),
  }
}

function reflinkLanes(scratch: FilesScratch, type: FileSystem): CreateLane[] {
  if (!hasProgram(`mkfs.${type}`)) return []
  const mount = scratch.mountImage(type, IMAGE_BYTES)
  execFileSync('cp', ['-a', scratch.plain, path.join(mount, 'plain')])
  const from = path.join(mount, 'plain')
  return [copy(`cp --reflink (${type})`, from, path.join(mount, 'copies'), ['cp', '-a', '--reflink=always'])]
}

function snapshotLanes(scratch: FilesScratch): CreateLane[] {
  if (!hasProgram('btrfs')) return []
  const mount = scratch.mountImage('btrfs', IMAGE_BYTES)
  const from = path.join(mount, 'plain')
  execFileSync('btrfs', ['subvolume', 'create', from], { stdio: 'ignore' })
  execFileSync('cp', ['-a', `${scratch.plain}/.`, from])
  const target = (round: number) => path.join(mount, `snapshot-${round}`)
  return [
    {
      name: 'btrfs snapshot',
      isOurs: false,
      run: async (round) =>
        void execFileSync('btrfs', ['subvolume', 'snapshot', from, target(round)], { stdio: 'ignore' }),
      after: async (round) =>
        void execFileSync('btrfs', ['subvolume', 'delete', target(round)], { stdio: 'ignore' }),
      usage: () => ({ bytes: 0, inodes: 0 }),
    },
  ]
}

/** lxc-copy with an overlay backend; its directories and its configuration, as it does it itself. */
function lxcOverlay(scratch: FilesScratch): CreateLane {
  const containers = path.join(scratch.directory, 'lxc')
  const base = path.join(containers, 'base')
  mkdirSync(base, { recursive: true })
  if (!existsSync(path.join(base, 'rootfs'))) {
    execFileSync('cp', ['-a', scratch.plain, path.join(base, 'rootfs')])
  }
  const config = [`lxc.rootfs.path = dir:${base}/rootfs`, 'lxc.uts.name = base', 'lxc.net.0.type = none']
  writeFileSync(path.join(base, 'config'), `${config.join('\n')}\n`)
  const target = (round: number) => path.join(containers, `copy-${round}`)
  const options = ['-P', containers, '-n', 'base', '-B', 'overlay', '-s']
  return {
    name: 'lxc-copy -s -B overlay',
    isOurs: false,
    run: async (round) =>
      void execFileSync('lxc-copy', [...options, '-N', `copy-${round}`], { stdio: 'ignore' }),
    after: async (round) => rmSync(target(round), { recursive: true }),
    usage: () => usedBytes(target(0)),
  }
}
