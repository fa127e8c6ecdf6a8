import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const programOf = (name: string): string => fileURLToPath(new URL(`../bin/${name}`, import.meta.url))

/** What a program says and how it ends; a pid namespace of its own keeps its signals to itself. */
function runApart(name: string, args: string[]) {
  const script = '"$0" "$@"; echo "status $?"; true'
  const space = ['--user', '--map-root-user', '--pid', '--fork', '--kill-child']
  const { stdout, stderr } = spawnSync(
    '/usr/bin/unshare',
    [...space, '/bin/sh', '-c', script, programOf(name), ...args],
    { encoding: 'utf8', timeout: 5000, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'] },
  )
  return { stdout, stderr }
}

const INNER = ['vs-supervisor', 'vs-console', 'vs-template', 'vs-files', 'vs-init']

test.each(INNER)('%s started by hand says who starts it, and does nothing', (name) => {
  for (const args of [[], ['--help']]) {
    const { stdout, stderr } = runApart(name, args)
    expect(stdout).toBe('status 2\n')
    expect(stderr).toMatch(new RegExp(`^${name}: .*started by vs-[a-z]+ only\\.\\n$`))
  }
})

test('vs-broker explains its options', () => {
  const { stdout, stderr } = runApart('vs-broker', ['--help'])
  expect(stdout).toMatch(/^Usage: vs-broker[\s\S]*status 0\n$/)
  expect(stderr).toBe('')
})

test('vs-broker without its options says which is missing', () => {
  const { stdout, stderr } = runApart('vs-broker', [])
  expect(stdout).toBe('status 2\n')
  expect(stderr).toBe('vs-broker: --instance is missing. See --help.\n')
})
