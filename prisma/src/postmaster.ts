/** The server process: started or taken over, watched, stopped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { dataOf, type EmbeddedOptions, embeddedUrl, spawnOptions } from './cluster.ts'

const START_MS = 30_000
const RETRY_MS = 100
const STOP_MS = 20_000
const LOG_BYTES_MAX = 4 * 1024 * 1024
const SETTINGS = {
  shared_buffers: '64MB',
  max_connections: '60',
  unix_socket_permissions: '0700',
  log_min_messages: 'warning',
}
const THROWAWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

/** Keeps trying: a postmaster that was just killed may still be leaving, one that was just started may not answer. */
export async function startOrAdopt(postgres: string, options: EmbeddedOptions): Promise<number> {
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

function logFile({ directory }: EmbeddedOptions): string {
  return path.join(directory, 'postgres.log')
}

function openLog(options: EmbeddedOptions): number {
  const file = logFile(options)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return openSync(file, size > LOG_BYTES_MAX ? 'w' : 'a', 0o600)
}

/** SIGINT: fast shutdown, open transactions are rolled back. */
export async function stopPostmaster(pid: number): Promise<void> {
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
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}
