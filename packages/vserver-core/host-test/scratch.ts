import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { test as base } from 'vitest'
import { DEFAULT_OPTIONS } from '../src/context/model.ts'
import { discardGuest } from '../src/guest/discard.ts'
import { createGuest } from '../src/guest/index.ts'
import { type CreateGuestInput, type Guest, GuestName } from '../src/guest/model.ts'
import { type Limit, UNLIMITED } from '../src/limit/model.ts'
import { type LinuxHost, linuxHost } from '../src/linux/index.ts'
import { NO_NETWORK } from '../src/network/model.ts'
import { MIB } from '../src/units.ts'
import { type Brakes, BrokerProcess } from './broker-process.ts'
import { guestGroups, mountsBelow, removeInstanceGroups } from './kernel-view.ts'
import { patient } from './slowness.ts'
import { BROKEN, TINY, writeTinyTemplate } from './tiny-template.ts'

export type Scratch = {
  host: LinuxHost
  broker: BrokerProcess
  instance: string
  runDir: string
  dataDir: string
  /** Where the host's helper scripts are, when there are any. */
  helpers: string
  /** A running guest of the tiny template. */
  createTiny(name: string, change?: Partial<CreateGuestInput>): Promise<Guest>
  /** Everything on this machine that belongs to guests of the instance. */
  leftovers(): string[]
}

export type ScratchOptions = {
  brakes?: Brakes
  /** Supervisors that may wait for starts; absent: the broker's own default. */
  parked?: number
  /** Puts the storage on a file system of its own, of this size. */
  storageBytes?: number
  /** Mounts something over the storage; `image` is a file it may make for that. */
  overStorage?: (storage: string, image: string) => void
  /** Shows a template from elsewhere in the storage; returns what takes it away again. */
  mountTemplate?: (storage: string) => () => void
  /** Makes an empty directory for the host's helper scripts. */
  helpers?: boolean
  /** A command that becomes the broker. */
  wrapper?: readonly string[]
  /** Where the guests' groups are, as a path from the mount; absent = /INSTANCE. */
  cgroup?: string
  /** Lets the broker mount the storage over itself, as ./up does. */
  mountStorage?: boolean
  /** The network namespace that plays the host; absent = the machine's own. */
  networkNamespace?: string
  /** Where the broker finds the programs it starts; absent = all of them. */
  programs?: string
}

export const TINY_LIMIT: Limit = {
  ...UNLIMITED,
  memoryBytes: 256 * MIB,
  cpuMillicores: 500,
  cpuWeight: 100,
  processes: 64,
}

/** An instance of its own: directories, broker, templates. `close` leaves nothing of it. */
export async function openScratch(
  options: ScratchOptions = {},
): Promise<Scratch & { close(): Promise<void> }> {
  const directory = await mkdtemp('/tmp/vserver-host-')
  chmodSync(directory, 0o711) // for those who connect as the agent's user
  const instance = `t${randomBytes(5).toString('hex')}`
  const [runDir, dataDir] = [path.join(directory, 'run'), path.join(directory, 'data')]
  const storage = path.join(dataDir, 'storage')
  makeDirectories(runDir, storage)
  if (options.storageBytes !== undefined) mountTmpfs(storage, options.storageBytes)
  options.overStorage?.(storage, path.join(directory, 'loop'))
  if (options.overStorage !== undefined) makeDirectories(runDir, storage)
  const isMounted = options.storageBytes !== undefined || options.overStorage !== undefined
  writeTinyTemplate(storage, TINY)
  writeTinyTemplate(storage, BROKEN)
  const unmountTemplate = options.mountTemplate?.(storage)
  const { brakes, parked, wrapper, cgroup, mountStorage, networkNamespace, programs } = options
  const helpers = path.join(directory, 'helpers')
  if (options.helpers) mkdirSync(helpers, { mode: 0o755 })
  const broker = new BrokerProcess({
    instance,
    runDir,
    dataDir,
    ...(brakes === undefined ? {} : { brakes }),
    ...(parked === undefined ? {} : { parked }),
    ...(wrapper === undefined ? {} : { wrapper }),
    ...(options.helpers ? { helpers } : {}),
    ...(cgroup === undefined ? {} : { cgroup }),
    ...(mountStorage === undefined ? {} : { mountStorage }),
    ...(networkNamespace === undefined ? {} : { networkNamespace }),
    ...(programs === undefined ? {} : { programs }),
  })
  await broker.start()
  const host = await linuxHost({ instance, runDir, dataDir, cgroup })
  return {
    ...{ host, broker, instance, runDir, dataDir, helpers },
    createTiny: (name, change = {}) => createGuest(host, tinyInput(name, change)),
    leftovers: () => [
      ...guestGroups(instance),
      ...mountsBelow(`${directory}/data/storage/guests`),
      ...entries(path.join(runDir, 'guests')),
      ...entries(path.join(storage, 'guests')),
      ...entries(path.join(dataDir, 'agent', 'guests')),
    ],
    close: async () => {
      await discardAll(host)
      host.close()
      await broker.end('SIGTERM')
      removeInstanceGroups(instance)
      if (unmountTemplate !== undefined) await whenFree(unmountTemplate)
      if (mountStorage) await whenFree(() => execFileSync('umount', [storage]))
      if (isMounted) await whenFree(() => execFileSync('umount', [storage]))
      // vs-proc ends with the last guest, at the latest a second after it.
      await whenFree(() => rmSync(directory, { recursive: true }))
      // Packet and socket programs with their maps, which outlive guests and broker on purpose.
      rmSync(`/sys/fs/bpf/${instance}`, { recursive: true, force: true })
    },
  }
}

/** A supervisor lets its guest's overlay go a moment after it has told the guest's end. */
async function whenFree(unmount: () => void): Promise<void> {
  const deadlineMs = Date.now() + patient(5000)
  for (;;) {
    try {
      return unmount()
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

export function tinyInput(name: string, change: Partial<CreateGuestInput> = {}): CreateGuestInput {
  return {
    name: GuestName.parse(name),
    template: TINY,
    limit: TINY_LIMIT,
    initStyle: 'plain',
    network: NO_NETWORK,
    options: DEFAULT_OPTIONS,
    backend: null,
    start: true,
    ...change,
  }
}

/** Each test file has one instance for all its tests. */
export const test = base.extend<{ scratch: Scratch }>({
  scratch: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
    async ({}, use) => {
      const scratch = await openScratch()
      await use(scratch)
      await scratch.close()
    },
    { scope: 'file' },
  ],
})

async function discardAll(host: LinuxHost): Promise<void> {
  for (const { name } of await host.guests.list()) await discardGuest(host, name)
}

function makeDirectories(runDir: string, storage: string): void {
  for (const name of ['guests', 'consoles', 'templates', 'agent']) {
    mkdirSync(path.join(runDir, name), { recursive: true, mode: 0o755 })
  }
  for (const name of ['guests', 'templates', 'bin']) {
    mkdirSync(path.join(storage, name), { recursive: true, mode: 0o700 })
  }
}

function mountTmpfs(storage: string, bytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'vserver-test', storage])
  for (const name of ['guests', 'templates', 'bin']) mkdirSync(path.join(storage, name), { mode: 0o700 })
}

function entries(directory: string): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).map((entry) => path.join(directory, entry))
}
