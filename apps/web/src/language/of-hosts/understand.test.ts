import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { shareLanguages } from '../current.ts'
import { sayOfHost, understand } from './understand.ts'

function inGerman() {
  const directory = path.join(import.meta.dirname, '../de')
  const files = globSync('*.json', { cwd: directory })
  const de = Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(path.join(directory, file), 'utf8'))),
  )
  shareLanguages({ catalogs: { de }, ofRequest: () => 'de' })
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
}

test('what a host says in English is said in the language of the reader, with its values', () => {
  inGerman()
  expect(sayOfHost('Making the files')).toBe('Dateien werden angelegt')
  expect(sayOfHost('Guest shop is being paused.')).toBe('Der Gast shop wird gerade pausiert.')
  expect(sayOfHost('shop: this host cannot limit the CPU set.')).toBe(
    'shop: Dieser Host kann das nicht begrenzen: die CPU-Menge.',
  )
})

test('of two sentences that fit, the one that says more itself is meant', () => {
  expect(understand('Guest web is not running.')).toEqual({
    english: 'Guest {guest} is not running.',
    values: { guest: 'web' },
  })
  expect(understand('web is not running.')).toMatchObject({ english: '{guest} is not running.' })
})

test('a cause and what follows, and a fault of one of many guests, are understood in their parts', () => {
  inGerman()
  expect(sayOfHost('Its init exited with status 1. It is started again after 30 seconds.')).toBe(
    'Sein init endete mit Status 1. Er wird nach 30 Sekunden wieder gestartet.',
  )
  expect(sayOfHost('db: The storage of the host is full.')).toBe('db: Der Speicher des Hosts ist voll.')
})

test('a guest that is called like a limit keeps its name', () => {
  inGerman()
  expect(sayOfHost('Guest memory is paused.')).toBe('Der Gast memory ist pausiert.')
})

test('what nobody knows stays as it was said', () => {
  inGerman()
  for (const text of ['E: Unable to locate package. Try: later.', 'etc/passwd: No such file', '', 'Guest'])
    expect(sayOfHost(text)).toBe(text)
})

test('who reads English reads what the host said', () => {
  expect(sayOfHost('Guest web is paused.')).toBe('Guest web is paused.')
})
