import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { deleteGuest, killGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { type LinuxHost, linuxHost } from '@vserver/core/linux'
import { buildTemplate } from '@vserver/core/template'
import { type TemplateId, TemplateName } from '@vserver/core/template/model'
import { removeGroups } from './groups.ts'
import { pause } from './interrupt.ts'
import { removeScratch } from './mounts.ts'
import { makeRun } from './scratch.ts'

const PROGRAMS = path.resolve(import.meta.dirname, '../packages/native/bin')
const START_MS = 4000
const POLL_MS = 200
const MOUNT_TRIES = 50
const LOG_LINES = 15
const DEBIAN = TemplateName.parse('debian-12')

/** An instance with a Debian template, and the same tree as plain files for the peers. */
export type FilesScratch = {
  directory: string
  storage: string
  /** Another one after `reopen` and `goCold`. */
  host: LinuxHost
  template: TemplateId
  /** Every file of the template, as anybody's tree. */
  plain: string
  name(text: string): GuestName
  /** A file system of its own in a file, mounted; gone at the end. */
  mountImage(type: FileSystem, bytes: number): string
  /** Starts the broker anew, which then sees templates that were written by hand. */
  reopen(): Promise<void>
  /** Mounts the instance's own file system and all others anew as well: nothing of them is in memory then. */
  goCold(): Promise<void>
  close(): Promise<void>
}

export type FileSystem = 'ext4' | 'xfs' | 'btrfs'
type Options = { on?: FileSystem; bytes?: number }
type Image = { target: string; file: string; device: string }

/** `on`: the file system that the whole instance lies on; absent: that of /var/tmp. */
export async function openFilesScratch({ on, bytes = 32 * 2 ** 30 }: Options = {}): Promise<FilesScratch> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  const images: Image[] = []
  const mountImage = (type: FileSystem, size: number) => {
    const image = mountFileSystem(path.join(directory, `${type}-${images.length}`), type, size)
    images.push(image)
    return image.target
  }
  const base = on === undefined ? directory : mountImage(on, bytes)
  const [data, run] = [path.join(base, 'data'), makeRun(directory)]
  const instance = `bench-${randomBytes(4).toString('hex')}`
  for (const kind of ['guests', 'consoles', 'templates']) mkdirSync(path.join(run, kind), { recursive: true })
  for (const kind of ['guests', 'bin', 'templates']) {
    mkdirSync(path.join(data, 'storage', kind), { recursive: true, mode: 0o700 })
  }
  const open = () => openInstance(instance, run, data)
  let running = await open()
  const close = async () => {
    await removeGuests(running.host)
    await running.close()
    await removeGroups(instance)
    for (const image of images.reverse()) unmount(image)
    for (const made of [run, directory]) await removeScratch(made)
  }
  try {
    const storage = path.join(data, 'storage')
    const template = await build(running.host)
    const plain = copyPlain(storage, template, path.join(base, 'plain'))
    return {
      ...{ directory: base, storage, template, plain, mountImage, close },
      name: (text) => GuestName.parse(text),
      get host() {
        return running.host
      },
      reopen: async () => {
        await running.close()
        running = await open()
      },
      goCold: async () => {
        if (on === undefined) throw new Error('There is no file system of its own.')
        await running.close()
        for (const [index, image] of images.entries()) {
          unmount(image)
          images[index] = { ...image, device: '' }
          images[index] = mountAgain(image)
        }
        running = await open()
      },
    }
  } catch (error) {
    await close().catch((left: Error) => console.error(left.message))
    throw error
  }
}

async function openInstance(instance: string, run: string, data: string) {
  const args = ['--instance', instance, '--run', run, '--data', data, '--programs', PROGRAMS]
  args.push('--agent-uid', '0', '--agent-gid', '0', '--bin-seconds', '0')
  args.push('--delete-burst', '1000000', '--stop-burst', '1000000')
  const socket = path.join(run, 'broker.sock')
  rmSync(socket, { force: true })
  const log = openSync(path.join(run, 'broker.log'), 'a')
  const child = spawn(`${PROGRAMS}/vs-broker`, args, { stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const deadline = Date.now() + START_MS
  while (!existsSync(socket)) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('The broker did not start.')
    await pause(10)
  }
  const host = await linuxHost({ instance, runDir: run, dataDir: data })
  return {
    host,
    close: async () => {
      host.close()
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** Those too whose benchmark was interrupted. */
async function removeGuests(host: LinuxHost): Promise<void> {
  for (const { name } of await host.guests.list()) {
    if ((await host.runtime.inspect(name)).state === 'running') await killGuest(host, name)
    await deleteGuest(host, name)
  }
}

async function build(host: LinuxHost): Promise<TemplateId> {
  console.error('Building a Debian 12 template (about 40 seconds) ...')
  const mirror = process.env.VSERVER_MIRROR ?? ''
  const id = await buildTemplate(host, { name: DEBIAN, source: null, initStyle: null, mirror })
  try {
    for (;;) {
      const { state, message } = await host.templates.inspect(id)
      if (state === 'ready') return id
      if (state !== 'building') throw new Error(`${message ?? state}:\n${await endOfLog(host, id)}`)
      await pause(POLL_MS)
    }
  } catch (error) {
    await cancelBuild(host, id)
    throw error
  }
}

async function endOfLog(host: LinuxHost, id: TemplateId): Promise<string> {
  const { text } = await host.templates.readLog(id, 0)
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}

/** The builder goes on without the broker: it has to be gone before its tree is. */
async function cancelBuild(host: LinuxHost, id: TemplateId): Promise<void> {
  if ((await host.templates.inspect(id)).state !== 'building') return
  await host.templates.cancel(id)
  while ((await host.templates.inspect(id)).state === 'building') await setTimeout(POLL_MS)
}

/** As the guests see it: through the pool, where the template's files have only stubs. */
function copyPlain(storage: string, template: string, target: string): string {
  const view = `${target}.view`
  const [lower, pool] = [path.join(storage, 'templates', template, 'rootfs'), path.join(storage, 'pool')]
  mkdirSync(view, { recursive: true })
  if (existsSync(pool)) {
    const options = `ro,metacopy=on,redirect_dir=on,lowerdir=${lower}::${pool}`
    execFileSync('mount', ['-t', 'overlay', '-o', options, 'overlay', view])
  } else {
    execFileSync('mount', ['--bind', '-o', 'ro', lower, view])
  }
  try {
    execFileSync('cp', ['-a', `${view}/.`, target])
  } finally {
    execFileSync('umount', [view])
  }
  return target
}

const MAKE: Record<FileSystem, string[]> = {
  ext4: ['mkfs.ext4', '-q', '-F', '-i', '8192'],
  xfs: ['mkfs.xfs', '-q', '-m', 'reflink=1'],
  btrfs: ['mkfs.btrfs', '-q'],
}

function mountFileSystem(target: string, type: FileSystem, bytes: number): Image {
  const file = `${target}.img`
  mkdirSync(target, { recursive: true })
  execFileSync('truncate', ['-s', String(bytes), file])
  const [program = '', ...options] = MAKE[type]
  execFileSync(program, [...options, file], { stdio: 'ignore' })
  return mountAgain({ target, file, device: '' })
}

/**
 * Direct, so that the file behind it does not stay in memory. A mount namespace that somebody else has just made holds
 * what was unmounted for a moment longer, and xfs refuses a second of the same UUID.
 */
function mountAgain({ target, file }: Image): Image {
  const losetup = ['--find', '--show', '--direct-io=on', file]
  const device = execFileSync('losetup', losetup, { encoding: 'utf8' }).trim()
  try {
    patiently('mount', device, target)
  } catch (error) {
    execFileSync('losetup', ['--detach', device])
    throw error
  }
  return { target, file, device }
}

/** What the broker had parked lets it go a moment after the broker. */
function unmount({ target, device }: Image): void {
  if (isMountPoint(target)) patiently('umount', target)
  if (device !== '') execFileSync('losetup', ['--detach', device])
}

function patiently(program: string, ...args: string[]): void {
  for (let tries = 1; ; tries += 1) {
    try {
      execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
      return
    } catch (error) {
      if (tries === MOUNT_TRIES) throw error
      execFileSync('sleep', ['0.2'])
    }
  }
}

function isMountPoint(target: string): boolean {
  return statSync(target).dev !== statSync(path.dirname(target)).dev
}
