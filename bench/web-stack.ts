import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { freePort } from '@vserver/core/testing'
import { createDb, type Db } from '@vserver/db'
import { embeddedUrl } from '@vserver/db/embedded'
import { installRelease, type Release } from '../tooling/up/release.ts'
import { waitHealthy } from '../tooling/up/socket-http.ts'
import { type Child, startChild } from './child.ts'
import { pause } from './interrupt.ts'

/** The panel refuses to be root; this is nobody. */
const UID = 65_534
const START_MS = 60_000

export type Stack = {
  origin: string
  db: Db
  panelPid: number
  /** What the panel could not answer, as it says in its log. */
  failures(): string[]
  close(): Promise<void>
}

/** Of a guest that runs, in place of those of guests in memory. */
export type Consoles = { instance: string; runDir: string; dataDir: string; guest: string }

/** The built panel with its own database, beside an agent over guests that are kept in memory. */
export async function openStack(guests: number, consoles?: Consoles): Promise<Stack> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-web-')
  // Whoever the panel runs as must be able to walk to its files.
  chmodSync(directory, 0o755)
  const children: Child[] = []
  try {
    for (const name of ['data', 'run', 'run/agent']) makeOwn(`${directory}/${name}`)
    const log = `${directory}/log`
    children.push(await startAgent(`${directory}/run/agent/agent.sock`, { guests, consoles, log }))
    await pause(0)
    const release = installRelease(`${directory}/lib`)
    const port = await freePort()
    const panel = startPanel({ directory, release, port, log })
    children.push(panel)
    const isUp = await waitHealthy({ host: '127.0.0.1', port }, START_MS, panel.isAlive)
    if (!isUp) throw new Error(`The panel did not come up:\n${readFileSync(log, 'utf8').slice(-2000)}`)
    await pause(0)
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

async function closeAll(children: Child[], directory: string): Promise<void> {
  for (const child of children.toReversed()) await child.stop()
  rmSync(directory, { recursive: true, force: true })
}

function makeOwn(directory: string): void {
  mkdirSync(directory)
  chownSync(directory, UID, UID)
}

type AgentOptions = { guests: number; consoles: Consoles | undefined; log: string }

async function startAgent(socket: string, { guests, consoles, log }: AgentOptions): Promise<Child> {
  const program = path.join(import.meta.dirname, 'web-agent.ts')
  const argv = [process.execPath, program, socket, String(UID), String(guests)]
  const child = startChild([...argv, ...(consoles ? [JSON.stringify(consoles)] : [])], {
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
  const privileges = [
    `--reuid=${UID}`,
    `--regid=${UID}`,
    '--clear-groups',
    '--no-new-privs',
    '--bounding-set=-all',
  ]
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
  return startChild(node, { log, env, privileges })
}
