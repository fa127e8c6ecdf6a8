import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const BROKER = fileURLToPath(new URL('../../native/bin/vs-broker', import.meta.url))
/** nobody: may ask nothing that root may not, and root is let in as well. */
const AGENT_ID = '65534'
const START_MS = 5000

export type BrokerOptions = {
  instance: string
  runDir: string
  dataDir: string
  deleteBurst?: number
  /** A command that becomes the broker, with the arguments before the broker's own path. */
  wrapper?: readonly string[]
}

/** A real broker for one scratch instance. */
export class BrokerProcess {
  readonly #options: BrokerOptions
  #child: ChildProcess | null = null
  #said = ''

  constructor(options: BrokerOptions) {
    this.#options = options
  }

  get pid(): number {
    if (this.#child?.pid === undefined) throw new Error('the broker does not run')
    return this.#child.pid
  }

  async start(): Promise<void> {
    const { instance, runDir, dataDir, deleteBurst, wrapper = [] } = this.#options
    const socket = `${runDir}/broker.sock`
    rmSync(socket, { force: true })
    const args = ['--instance', instance, '--run', runDir, '--data', dataDir]
    args.push('--agent-uid', AGENT_ID, '--agent-gid', AGENT_ID)
    if (deleteBurst !== undefined) args.push('--delete-burst', String(deleteBurst))
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
