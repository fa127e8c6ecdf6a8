import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startChild } from './child.ts'

const PATIENCE_MS = 20_000

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/vserver-child-`)
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Source: proc_pid_stat(5). */
function isThere(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

async function awaitEnd(pid: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (isThere(pid)) {
    if (Date.now() > deadline) throw new Error(`${pid} is still there.`)
    await setTimeout(20)
  }
}

/** A benchmark that has started a child and says its pid. */
function startBench(privileges: string[]): ChildProcess {
  const program = path.join(directory, 'bench.ts')
  writeFileSync(
    program,
    `import { startChild } from ${JSON.stringify(path.join(import.meta.dirname, 'child.ts'))}
     const privileges = ${JSON.stringify(privileges)}
     const child = startChild(['/usr/bin/sleep', '1000'], { log: '/dev/null', env: {}, privileges })
     process.stdout.write(String(child.pid))
     setInterval(() => {}, 1000)`,
  )
  return spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
}

const NOBODY = ['--reuid=65534', '--regid=65534', '--clear-groups', '--no-new-privs', '--bounding-set=-all']

test.each([
  ['SIGINT', 'ourselves', []],
  ['SIGTERM', 'ourselves', []],
  ['SIGKILL', 'ourselves', []],
  ...(process.getuid?.() === 0 ? [['SIGKILL', 'nobody', NOBODY] as const] : []),
] as const)(
  'what a benchmark has started ends with it when %s ends it before it could clean up, run as %s',
  async (signal, _, privileges) => {
    const bench = startBench([...privileges])
    const [said] = await once(bench.stdout ?? bench, 'data')
    const pid = Number(said)
    expect(isThere(pid)).toBe(true)
    bench.kill(signal)
    await once(bench, 'exit')
    await awaitEnd(pid)
  },
  2 * PATIENCE_MS,
)

test('what a program says is in the log, and it is gone when it was stopped', async () => {
  const log = path.join(directory, 'log')
  const child = startChild(['/bin/sh', '-c', 'echo "$WORD"; exec sleep 1000'], { log, env: { WORD: 'here' } })
  expect(child.isAlive()).toBe(true)
  while (!readFileSync(log, 'utf8').includes('here')) await setTimeout(20)
  await child.stop()
  expect([child.isAlive(), isThere(child.pid)]).toEqual([false, false])
})
