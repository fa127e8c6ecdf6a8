import { readFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import { isBlocked, roomNote, roomWords } from './room-words.ts'

const HEARD = { name: null, heard: true }
const POOL = { roomFor: 6, blockedBy: 'guests', blockedOn: 'pool', host: HEARD } as const
const HOST = { roomFor: 8, blockedBy: 'memoryBytes', blockedOn: 'host', host: HEARD } as const

test('room is told as a number, with what the next one lacks and whose it is', () => {
  expect(roomWords(POOL)).toBe('Room for 6 more; then your pool lacks places for guests')
  expect(roomWords(HOST)).toBe('Room for 8 more; then the host lacks memory')
  expect(roomWords({ ...HOST, host: { name: 'alpha', heard: true } })).toBe(
    'Room for 8 more; then host alpha lacks memory',
  )
  expect(roomWords({ ...HOST, blockedBy: 'addresses4', blockedOn: 'addresses' })).toBe(
    'Room for 8 more; then no IPv4 addresses are free',
  )
  expect(roomWords({ roomFor: null, blockedBy: null, blockedOn: null, host: HEARD })).toBeNull()
})

test('room for one more and for many is told in the words of its reader', () => {
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  const file = new URL('../../language/de/plan.json', import.meta.url)
  shareLanguages({ catalogs: { de: JSON.parse(readFileSync(file, 'utf8')) }, ofRequest: () => 'de' })
  expect(roomWords({ ...HOST, roomFor: 1 })).toMatch('Platz für 1 weiteren; ')
  expect(roomWords({ ...HOST, roomFor: 1200 })).toMatch('Platz für 1.200 weitere; ')
})

test('a pool without room refuses one more, a host without room only warns', () => {
  expect(isBlocked({ ...POOL, roomFor: 0 })).toBe(true)
  expect(roomWords({ ...POOL, roomFor: 0 })).toMatch('your pool has not enough places for guests left')
  expect(isBlocked({ ...HOST, roomFor: 0 })).toBe(false)
  expect(roomWords({ ...HOST, roomFor: 0 })).toBe('The host has not enough memory left for one more')
  expect(roomNote({ ...HOST, roomFor: 0 })).toMatch('can be ordered all the same')
  expect(isBlocked({ ...HOST, roomFor: 0, blockedOn: 'addresses' })).toBe(true)
  expect(isBlocked({ roomFor: null, blockedBy: null, blockedOn: null, host: HEARD })).toBe(false)
})

test('a host that was not heard is told, whatever the pool says', () => {
  expect(roomNote({ ...POOL, host: { name: null, heard: false } })).toMatch('only the pool is counted')
  expect(roomNote(POOL)).toBeNull()
})
