import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { GuestName } from '../../src/guest/model.ts'
import { hierarchies } from '../kernel-view.ts'
import { runShell } from '../run-in-guest.ts'
import type { Scratch } from '../scratch.ts'

export const IS_V2 = hierarchies()[0] === '/sys/fs/cgroup'

/** A file of the kernel that holds a limit, and what it says. */
export type Fact = { file: string; says: string }

/** What the kernel itself says of one guest. */
export class GuestView {
  readonly #scratch: Scratch
  readonly #name: GuestName

  constructor(scratch: Scratch, name: GuestName) {
    this.#scratch = scratch
    this.#name = name
  }

  /** A cgroup file, by its controller on v1 and its names on both. */
  group(controller: string, v1File: string, v2File: string): Fact {
    const file = IS_V2 ? v2File : v1File
    const directory = path.join('/sys/fs/cgroup', IS_V2 ? '' : controller, this.#scratch.instance, this.#name)
    return { file, says: readFileSync(path.join(directory, file), 'utf8').trim() }
  }

  /** The line of a file that has several. */
  groupLine(controller: string, v1File: string, v2File: string, key: RegExp): Fact {
    const { file, says } = this.group(controller, v1File, v2File)
    return { file, says: says.split('\n').find((line) => key.test(line)) ?? 'no such line' }
  }

  async pid(): Promise<number> {
    const run = await this.#scratch.host.runtime.inspect(this.#name)
    if (run.state !== 'running') throw new Error(`${this.#name} does not run`)
    return run.pid
  }

  /** The hard value of pid 1 in /proc/PID/limits. */
  async resource(name: string): Promise<Fact> {
    return { file: `/proc/1/limits, ${name}`, says: hardLimit(await this.pid(), name) }
  }

  /** A file below /proc/PID of pid 1. */
  async process(file: string): Promise<string> {
    return readFileSync(`/proc/${await this.pid()}/${file}`, 'utf8')
  }

  /** A setting of its own namespaces. */
  async setting(file: string): Promise<Fact> {
    const { output } = await runShell(this.#scratch.host, this.#name, `cat /proc/sys/${file}`)
    return { file: file.replaceAll('/', '.'), says: output.trim().replaceAll('\t', ' ') }
  }

  /** Processes of the guest, in the host's numbering. */
  processes(): number[] {
    const run = ['guest', 'cgroup.procs']
    const file = IS_V2
      ? path.join('/sys/fs/cgroup', this.#scratch.instance, this.#name, ...run)
      : path.join('/sys/fs/cgroup/pids', this.#scratch.instance, this.#name, 'cgroup.procs')
    return readFileSync(file, 'utf8').trim().split('\n').map(Number)
  }
}

/** Columns of /proc/PID/limits: name, soft, hard, unit. */
export function hardLimit(pid: number, name: string): string {
  const line = readFileSync(`/proc/${pid}/limits`, 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(name))
  return line?.slice(name.length).trim().split(/\s+/)[1] ?? 'no such line'
}
