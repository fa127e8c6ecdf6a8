import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { mountsBelow } from './mounts.ts'

const PATIENCE_MS = 60_000
const MADE = /\/var\/tmp\/vserver-bench-[\w-]+/

type Process = { pid: number; parent: number; command: string }

/** Source: proc_pid_stat(5), proc_pid_cmdline(5). */
function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const [, parent = '0'] = /\) \S (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      return [{ pid: Number(name), parent: Number(parent), command }]
    } catch {
      return [] // no process, or gone
    }
  })
}

function descendants(of: number): Process[] {
  const all = processes()
  const below = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)])
  return below(of)
}

/** The command of a process that the benchmark has started. */
async function awaitCommand(bench: ChildProcess, pattern: RegExp): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const found = descendants(bench.pid ?? 0).find(({ command }) => pattern.test(command))
    if (found) return found.command
    if (Date.now() > deadline || bench.exitCode !== null) throw new Error(`There is no ${pattern}.`)
    await setTimeout(5)
  }
}

test.skipIf(process.getuid?.() !== 0).each([
  ['start', 'SIGINT', 'is still being built', /gcc .*driver/],
  ['start', 'SIGINT', 'measures', /\/driver start \S+ start-[1-9]/],
  ['web', 'SIGINT', 'has an agent', /web-agent\.ts \/var/],
  ['web', 'SIGTERM', 'has an agent', /web-agent\.ts \/var/],
] as const)(
  'the benchmark %s that is ended by %s while it %s leaves nothing',
  async (name, signal, _, pattern) => {
    const args = [path.join(import.meta.dirname, 'main.ts'), name, '--rounds', '100000']
    // A group of its own, as a shell gives it, all of which the terminal tells.
    const bench = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    bench.stderr.on('data', (chunk) => {
      said += chunk
    })
    const command = await awaitCommand(bench, pattern)
    const [directory = ''] = MADE.exec(command) ?? []
    expect(directory).not.toBe('')
    process.kill(-(bench.pid ?? 0), signal)
    const [status] = await once(bench, 'exit')
    expect(said).toContain('Interrupted; everything that was made is taken away.')
    expect(status).toBe(1)
    expect(existsSync(directory)).toBe(false)
    expect(mountsBelow(directory, readFileSync('/proc/self/mountinfo', 'utf8'))).toEqual([])
    expect(processes().filter((one) => one.command.includes(directory))).toEqual([])
  },
  3 * PATIENCE_MS,
)
