import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readOrCreateHostKey } from './host-key.ts'

function temporary(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-host-key-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

test('the same key at every start, for root alone, and nothing beside it', () => {
  const directory = temporary()
  const file = path.join(directory, 'key')
  const first = readOrCreateHostKey(file)
  expect(readOrCreateHostKey(file)).toEqual(first)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory)).toEqual(['key'])
})

test('a key that is damaged is not replaced: the message says what to do', () => {
  const file = path.join(temporary(), 'key')
  writeFileSync(file, 'damaged')
  expect(() => readOrCreateHostKey(file)).toThrow(/cannot be read: .*backup/)
  expect(readFileSync(file, 'utf8')).toBe('damaged')
})
