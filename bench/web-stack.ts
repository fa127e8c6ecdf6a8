import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs'
import path from 'node:path'
import { freePort } from '@vserver/core/testing'
import { createDb, type Db } from '@vserver/db'
import { embeddedUrl } from '@vserver/db/embedded'
import { installRelease, type Release } from '../tooling/up/release.ts'
import { waitHealthy } from '../tooling/up/socket-http.ts'

/** The panel refuses to be root; this is nobody. */
const UID = 65_534
const START_MS = 60_000
const STOP_MS = 15_000

export type Stack = {
  origin: string
  db: Db
  panelPid: number
  /** What the panel could not answer, as it says in its log. */
  failures(): string[]
  close(): Promise<void>
}

/** The built panel with its own database, beside an agent over guests that are kept in memory. */
export async function openStack(guests: number): Promise<Stack> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-web-')
  // Whoever the panel runs as must be able to walk to its files.
  chmodSync(directory, 0o755)
  const children: Child[] = []
  try {
    const release = installRelease(`${directory}/lib`)
    for (const name of ['data', 'run', 'run/agent']) makeOwn(`${directory}/${name}`)
    const log = `${directory}/log`
    children.push(await startAgent(`${directory}/run/agent/agent.sock`, guests, log))
    const port = await freePort()
    const panel = startPanel({ directory, release, port, log })
    children.push(panel)
    const isUp = await waitHealthy({ host: '127.0.0.1', port }, START_MS, panel.isAlive)
    if (!isUp) throw new Error(`The panel did not come up:\n${readFileSync(log, 'utf8').slice(-2000)}`)
    const db = createDb(embeddedUrl(`${directory}/data/panel/postgres`))
    const close = async () => {
      await db.$disconnect()
      await closeAll(children, directory)
    }
    return {
      origin: `http://127.0.0.1:${port}`,
      db,
      panelPid: panel.pid,
      failures: () => failuresIn(log),
      close,
    }
  } catch (error) {
    await closeAll(children, directory)
    throw error
  }
}

function failuresIn(log: string): string[] {
  const isFailure = (line: string) => line.includes('"level":"error","event":"request"')
  return readFileSync(log, 'utf8').split('\n').filter(isFailure)
}

type Child = { pid: number; isAlive(): boolean; stop(): Promise<void> }

async function closeAll(children: Child[], directory: string): Promise<void> {
  for (const child of children.toReversed()) await child.stop()
  rmSync(directory, { recursive: true, force: true })
}

function makeOwn(directory: string): void {
  mkdirSync(directory)
  chownSync(directory, UID, UID)
}

async function startAgent(socket: string, guests: number, log: string): Promise<Child> {
  const program = path.join(import.meta.dirname, 'web-agent.ts')
  const child = start([process.execPath, program, socket, String(UID), String(guests)], {
    log,
    env: process.env,
  })
  const isUp = await waitHealthy({ socketPath: socket }, START_MS, child.isAlive)
  if (isUp) return child
  await child.stop()
  throw new Error(`The agent did not come up:\n${readFileSync(log, 'utf8').slice(-2000)}`)
}

type Panel = { directory: string; release: Release; port: number; log: string }

/** As ./up starts it. */
function startPanel({ directory, release, port, log }: Panel): Child {
  const ids = [`--reuid=${UID}`, `--regid=${UID}`, '--clear-groups', '--no-new-privs', '--bounding-set=-all']
  const node = [
    path.join(release.node.directory, 'node'),
    path.join(release.web.directory, 'apps/web/main.js'),
  ]
  const env = {
    ...{ PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', NODE_ENV: 'production' },
    ...{
      VSERVER_INSTANCE: 'bench',
      VSERVER_RUN_DIR: `${directory}/run`,
      VSERVER_DATA_DIR: `${directory}/data`,
    },
    ...{ PORT: String(port), LISTEN_HOST: '127.0.0.1', PUBLIC_ORIGIN: `http://127.0.0.1:${port}` },
    VSERVER_MIGRATIONS_DIR: release.migrations.directory,
    VSERVER_POSTGRES_DIR: release.postgres.directory,
  }
  return start(['/usr/bin/setpriv', ...ids, '--', ...node], { log, env })
}

function start(
  [program = '', ...args]: string[],
  { log, env }: { log: string; env: NodeJS.ProcessEnv },
): Child {
  const output = openSync(log, 'a')
  const child = spawn(program, args, { env, stdio: ['ignore', output, output] })
  closeSync(output)
  const isAlive = () => child.exitCode === null && child.signalCode === null
  return { pid: child.pid ?? 0, isAlive, stop: () => stop(child, isAlive) }
}

/** It is asked, and ended if it does not heed. */
async function stop(child: ChildProcess, isAlive: () => boolean): Promise<void> {
  if (!isAlive()) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}
