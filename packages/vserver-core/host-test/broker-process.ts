import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { patient } from './slowness.ts'

const BROKER = fileURLToPath(new URL('../../native/bin/vs-broker', import.meta.url))
/** nobody: may ask nothing that root may not, and root is let in as well. */
export const AGENT_ID = 65534
const START_MS = patient(5000)

/** Options of the broker; absent = its own default. */
export type Brakes = {
  deleteBurst?: number
  stopBurst?: number
  bulkDelaySeconds?: number
  /** How long deleted guests are kept. */
  binSeconds?: number
}

const BRAKE_OPTIONS = {
  deleteBurst: '--delete-burst',
  stopBurst: '--stop-burst',
  bulkDelaySeconds: '--bulk-delay-seconds',
  binSeconds: '--bin-seconds',
} as const

export type BrokerOptions = {
  instance: string
  runDir: string
  dataDir: string
  brakes?: Brakes
  /** Supervisors that may wait for starts; 0: none. */
  parked?: number
  /** Scripts of the host's owner. */
  helpers?: string
  /** A command that becomes the broker, with the arguments before the broker's own path. */
  wrapper?: readonly string[]
  /** Where the guests' groups are, as a path from the mount. */
  cgroup?: string
  /** The storage is mounted over itself; whoever starts the broker unmounts it. */
  mountStorage?: boolean
  /** The network namespace that plays the host; absent = the broker's own. */
  networkNamespace?: string
  /** Where it finds the programs it starts; absent = beside itself. */
  programs?: string
}

/** A real broker for one scratch instance. */
export class BrokerProcess {
  readonly #options: BrokerOptions
  #child: ChildProcess | null = null
  #said = ''

  constructor(options: BrokerOptions) {
    this.#options = options
  }

  /** What it wrote to its log. */
  get log(): string {
    return this.#said
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the broker does not run')
    return this.#child.pid
  }

  async start(): Promise<void> {
    const {
      instance,
      runDir,
      dataDir,
      brakes = {},
      parked,
      helpers,
      wrapper = [],
      cgroup,
      mountStorage,
      networkNamespace,
      programs,
    } = this.#options
    const socket = `${runDir}/broker.sock`
    rmSync(socket, { force: true })
    const args = ['--instance', instance, '--run', runDir, '--data', dataDir]
    if (parked !== undefined) args.push('--parked', String(parked))
    args.push('--agent-uid', String(AGENT_ID), '--agent-gid', String(AGENT_ID))
    for (const [name, value] of Object.entries(brakes)) {
      args.push(BRAKE_OPTIONS[name as keyof Brakes], String(value))
    }
    if (helpers !== undefined) args.push('--helpers', helpers)
    if (cgroup !== undefined) args.push('--cgroup', cgroup)
    if (mountStorage) args.push('--mount-storage')
    if (networkNamespace !== undefined) args.push('--network-namespace', networkNamespace)
    if (programs !== undefined) args.push('--programs', programs)
    const [program = BROKER, ...before] = [...wrapper, BROKER]
    const child = spawn(program, [...before, ...args], { stdio: ['ignore', 'inherit', 'pipe'], env: {} })
    this.#child = child
    child.stderr?.on('data', (chunk) => {
      this.#said += chunk
    })
    const deadlineMs = Date.now() + START_MS
    while (!existsSync(socket)) {
      if (child.exitCode !== null || Date.now() > deadlineMs) throw new Error(`No broker: ${this.#said}`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    this.#child = null
    if (child === null || child.exitCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }
}
