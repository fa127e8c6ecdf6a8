import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** Beyond the image's own: what the tests' own C programs are compiled with, and the client that sftp is tested with. */
const EXTRA_PACKAGES = 'gcc libc6-dev make openssh-client'
const NEEDED = ['restore', 'exec', 'stop']

/** The image that the machines are made of, built the first time; returns its directory. */
export function buildImage(scripts: string): string {
  const env = { VM_EXTRA_PACKAGES: EXTRA_PACKAGES, ...process.env }
  return execFileSync(path.join(scripts, 'build-image'), { encoding: 'utf8', env }).trim()
}

/** A virtual machine with a stock kernel, driven by the scripts of the virtual machine lane. */
export class Machine {
  readonly #scripts: string
  readonly #name: string

  constructor(scripts: string, name: string) {
    const missing = NEEDED.filter((script) => !existsSync(path.join(scripts, script)))
    if (missing.length > 0)
      throw new Error(
        `${scripts} has no ${missing.join(', ')}. Say where the scripts of the virtual machine lane are: VSERVER_VM_SCRIPTS=DIR ./check vm`,
      )
    this.#scripts = scripts
    this.#name = name
  }

  /** Starts it with a copy of the directory at /project; the first time builds the image. */
  async start(directory: string): Promise<void> {
    await this.#run(['restore', this.#name, '--copy', directory])
  }

  /** Runs a program; its output goes where ours does. */
  async exec(options: string[], command: string[]): Promise<number> {
    return this.#spawn(['exec', this.#name, ...options, '--', ...command])
  }

  /** What a program prints. */
  read(command: string[]): string {
    const { status, stdout } = spawnSync(path.join(this.#scripts, 'exec'), [this.#name, '--', ...command], {
      encoding: 'utf8',
      env: this.#environment(),
    })
    if (status !== 0) throw new Error(`${command.join(' ')} failed in the machine.`)
    return stdout.trim()
  }

  /** Not an error when it does not run. */
  stop(): void {
    spawnSync(path.join(this.#scripts, 'stop'), [this.#name], { stdio: 'ignore', env: this.#environment() })
  }

  async #run(args: string[]): Promise<void> {
    const status = await this.#spawn(args)
    if (status !== 0) throw new Error(`${args[0]} of the virtual machine failed with status ${status}.`)
  }

  /** The emulator takes all it can get; others of this machine come first. */
  #spawn([script = '', ...args]: string[]): Promise<number> {
    const command = ['-n', '10', path.join(this.#scripts, script), ...args]
    const child = spawn('nice', command, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: this.#environment(),
    })
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve(code ?? 1))
    })
  }

  #environment(): NodeJS.ProcessEnv {
    return { VM_EXTRA_PACKAGES: EXTRA_PACKAGES, ...process.env }
  }
}
