import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'

const REPOSITORY = path.resolve(import.meta.dirname, '..')

/** Ids of the peers' user namespace: above ours, so that nothing is shared with a guest. */
export const PEER_IDS = 4_294_000_000 - (4_294_000_000 % 65_536) - 65_536

export type Scratch = {
  directory: string
  driver: string
  socket: string
  template: string
  /** Lower layer and bundle root of the peers, owned by their ids. */
  peerRoot: string
  empty: string
  guestStamp(name: string): string
  close(): Promise<void>
}

/** A broker of its own, the payload as a template, and the same files for the peers. */
export async function openScratch(): Promise<Scratch> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  // The peers' ids must be able to walk to their root.
  chmodSync(directory, 0o755)
  const instance = path
    .basename(directory)
    .toLowerCase()
    .replace(/^vserver-/, '')
  const paths = { run: `${directory}/run`, data: `${directory}/data` }
  for (const name of [
    'run/guests',
    'run/consoles',
    'run/templates',
    'data/storage/guests',
    'data/storage/bin',
  ])
    mkdirSync(`${directory}/${name}`, { recursive: true })
  const root = `${paths.data}/storage/templates/payload/rootfs`
  const peerRoot = `${directory}/peer/lower`
  const driver = `${directory}/driver`
  compile(driver, directory)
  for (const target of [root, peerRoot]) fillRoot(target, directory)
  ownTree(peerRoot)
  writeFileSync(`${directory}/empty`, '')
  const broker = spawn(
    `${REPOSITORY}/packages/native/bin/vs-broker`,
    [
      '--instance',
      instance,
      '--run',
      paths.run,
      '--data',
      paths.data,
      '--agent-uid',
      '0',
      '--agent-gid',
      '0',
      '--programs',
      `${REPOSITORY}/packages/native/bin`,
      '--bin-seconds',
      '0',
      '--delete-burst',
      '100000',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => broker.once('exit', () => resolve()))
  const socket = `${paths.run}/broker.sock`
  for (let attempt = 0; !existsSync(socket); attempt += 1) {
    if (attempt > 200 || broker.exitCode !== null) throw new Error('The broker did not start.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return {
    directory,
    driver,
    socket,
    template: 'payload',
    peerRoot,
    empty: `${directory}/empty`,
    guestStamp: (name) => `${paths.data}/storage/guests/${name}/upper/stamp.out`,
    async close() {
      await new Promise((resolve) => setTimeout(resolve, 300))
      broker.kill('SIGTERM')
      await ended
      removeGroups(instance)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function compile(driver: string, directory: string): void {
  const source = `${REPOSITORY}/bench/driver`
  const native = `${REPOSITORY}/packages/native`
  const flags = ['-std=gnu17', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  const files = ['main.c', 'peer.c', 'broker.c'].map((file) => `${source}/${file}`)
  execFileSync('gcc', [
    ...flags,
    '-D_GNU_SOURCE',
    `-I${native}`,
    `-I${native}/common`,
    `-I${source}`,
    '-o',
    driver,
    ...files,
    ...['socket.c', 'caps.c'].map((file) => `${native}/common/${file}`),
  ])
  execFileSync('gcc', [...flags, '-nostdlib', '-o', `${directory}/payload`, `${source}/payload.c`])
}

/** systemd-nspawn refuses a tree without /usr and an os-release. */
const ROOT_DIRECTORIES = ['proc', 'sys', 'dev', 'tmp', 'run', 'etc', 'root', 'usr', 'var']

function fillRoot(root: string, directory: string): void {
  for (const name of ROOT_DIRECTORIES) mkdirSync(`${root}/${name}`, { recursive: true })
  for (const name of ['stamp', 'pause']) copyFileSync(`${directory}/payload`, `${root}/${name}`)
  writeFileSync(`${root}/etc/os-release`, 'ID=bench\n')
}

function ownTree(root: string): void {
  execFileSync('chown', ['-R', `${PEER_IDS}:${PEER_IDS}`, root])
}

/** The parent group that the broker made in every hierarchy. */
function removeGroups(instance: string): void {
  const mount = '/sys/fs/cgroup'
  for (const hierarchy of [
    '',
    'cpu',
    'cpuacct',
    'cpuset',
    'memory',
    'pids',
    'freezer',
    'devices',
    'blkio',
    'systemd',
    'unified',
  ]) {
    for (const group of [`${mount}/${hierarchy}/${instance}`, `${mount}/${hierarchy}/vserver-bench-peer`]) {
      try {
        rmdirSync(group)
      } catch {
        // Not made in this hierarchy.
      }
    }
  }
}
