import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Machine } from './machine.ts'

function scripts(files: Record<string, string>): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'vserver-vm-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  mkdirSync(directory, { recursive: true })
  for (const [name, text] of Object.entries(files))
    writeFileSync(path.join(directory, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return directory
}

test('without the scripts of the machine it says which are missing and how to name their place', () => {
  const act = () => new Machine(scripts({ exec: '' }), 'none')
  expect(act).toThrow(/no restore, stop.*VSERVER_VM_SCRIPTS=DIR/)
})

test('a program gets its options and arguments as they are, and its status is told', async () => {
  const check = '[ "$*" = "check-1 --env A=1 -- run a b" ] && exit 7; exit 1'
  const machine = new Machine(scripts({ restore: '', exec: check, stop: '' }), 'check-1')
  expect(await machine.exec(['--env', 'A=1'], ['run', 'a b'])).toBe(7)
})

test('a machine that does not start is an error', async () => {
  const machine = new Machine(scripts({ restore: 'exit 3', exec: '', stop: '' }), 'check-1')
  await expect(machine.start('/tmp')).rejects.toThrow('restore of the virtual machine failed with status 3')
})
