import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createSealer, isSealed, readFormerSecrets } from './seal.ts'

const OLD = randomBytes(32).toString('base64url')
const NEW = randomBytes(32).toString('base64url')
const REFUSED = expect.objectContaining({ code: 'INTERNAL' })

test('what was sealed is opened again, text and bytes, and looks different each time', () => {
  const sealer = createSealer(NEW)
  const sealed = sealer.seal('test.one', 'grüße')
  expect(sealed).not.toContain('gr')
  expect(sealer.seal('test.one', 'grüße')).not.toBe(sealed)
  expect(sealer.openText('test.one', sealed)).toBe('grüße')
  const bytes = randomBytes(100_000)
  expect(sealer.open('test.one', sealer.seal('test.one', bytes)).equals(bytes)).toBe(true)
  expect(sealer.openText('test.one', sealer.seal('test.one', ''))).toBe('')
})

test('a sealed value opens for its own purpose only', () => {
  const sealer = createSealer(NEW)
  const sealed = sealer.seal('test.one', 'value')
  expect(() => sealer.open('test.two', sealed)).toThrow(REFUSED)
})

test('a sealed value that was changed in any place is refused, and so is what never was one', () => {
  const sealer = createSealer(NEW)
  const sealed = sealer.seal('test.one', 'value')
  for (const at of [3, 12, 20, sealed.length - 3]) {
    const other = sealed[at] === 'A' ? 'B' : 'A'
    const changed = sealed.slice(0, at) + other + sealed.slice(at + 1)
    expect(() => sealer.open('test.one', changed)).toThrow(REFUSED)
  }
  const keyId = sealed.split('.')[1]
  for (const nonsense of ['', 'plain', `v1.${keyId}.`, `v1.${keyId}.AAAA`, `v2${sealed.slice(2)}`])
    expect(() => sealer.open('test.one', nonsense)).toThrow(REFUSED)
})

test('a former secret opens what it sealed and seals nothing; an unknown one opens nothing', () => {
  const sealed = createSealer(OLD).seal('test.one', 'value')
  const rotated = createSealer(NEW, [OLD])
  expect(rotated.openText('test.one', sealed)).toBe('value')
  expect(rotated.isCurrent(sealed)).toBe(false)
  const anew = rotated.seal('test.one', 'value')
  expect(rotated.isCurrent(anew)).toBe(true)
  expect(createSealer(NEW).openText('test.one', anew)).toBe('value')
  expect(() => createSealer(NEW).open('test.one', sealed)).toThrow(REFUSED)
})

test('what is plain is not taken for sealed', () => {
  expect(createSealer(NEW).isCurrent(OLD)).toBe(false)
  expect(isSealed(OLD)).toBe(false)
  expect(isSealed(createSealer(OLD).seal('test.one', ''))).toBe(true)
})

test('former secrets are read one a line, and none where no file is', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vs-seal-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = path.join(directory, 'former-secrets')
  expect(readFormerSecrets(file)).toEqual([])
  writeFileSync(file, `${OLD}\n\n  ${NEW}  \n`)
  expect(readFormerSecrets(file)).toEqual([OLD, NEW])
})
