import { afterEach, expect, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import type { Language } from '@/language/languages.ts'
import { formatBits } from './format-bits.ts'
import { formatBytes, formatBytesLimit } from './format-bytes.ts'
import { formatCount, formatCpu, formatCpuLimit, formatCpuUse } from './format-cpu.ts'
import { formatAbsolute, formatDuration, formatRelative, formatTick } from './format-time.ts'
import { inSentence } from './in-sentence.ts'

const GERMAN = { 'no limit': 'kein Limit', '{days} d {hours} h': '{days} T {hours} h' }
let language: Language = 'en'
shareLanguages({ catalogs: { de: GERMAN }, ofRequest: () => language })
afterEach(() => {
  language = 'en'
})

test('bytes are shown in the largest unit that fits, without needless digits', () => {
  expect(formatBytes(0)).toBe('0 B')
  expect(formatBytes(1023)).toBe('1023 B')
  expect(formatBytes(512 * 1024 ** 2)).toBe('512 MiB')
  expect(formatBytes(1.5 * 1024 ** 3)).toBe('1.5 GiB')
  expect(formatBytes(12.345 * 1024 ** 3)).toBe('12.3 GiB')
  expect(formatBytes(2 * 1024 ** 4)).toBe('2 TiB')
})

test('an infinite limit is said in words', () => {
  expect(formatBytesLimit(null)).toBe('no limit')
  expect(formatCpuLimit(null)).toBe('no limit')
})

test('processors are counted as the customer buys them', () => {
  expect(formatCpu(500)).toBe('0.5 CPU')
  expect(formatCpu(1000)).toBe('1 CPU')
  expect(formatCpu(2000)).toBe('2 CPUs')
  expect(formatCpuUse(7)).toBe('0.01 CPU')
})

test('a duration has at most two units and is never negative', () => {
  expect(formatDuration(-5)).toBe('0 s')
  expect(formatDuration(59_999)).toBe('59 s')
  expect(formatDuration(61_000)).toBe('1 min 1 s')
  expect(formatDuration(3_660_000)).toBe('1 h 1 min')
  expect(formatDuration(90_000_000)).toBe('1 d 1 h')
})

test('a moment is told as people say it, and as a date once a month has passed', () => {
  const now = Date.UTC(2026, 5, 15, 12)
  expect(formatRelative(now - 3000, now)).toBe('just now')
  expect(formatRelative(now - 90_000, now)).toBe('2 minutes ago')
  expect(formatRelative(now - 7_200_000, now)).toBe('2 hours ago')
  expect(formatRelative(now - 86_400_000, now)).toBe('yesterday')
  expect(formatRelative(Date.UTC(2026, 0, 2, 12), now)).toBe('2 Jan 2026')
})

test('numbers, moments and durations follow the language of the reader', () => {
  const now = Date.UTC(2026, 5, 15, 12)
  const said = () => [
    formatBytes(1.5 * 1024 ** 3),
    formatCpuUse(2500),
    formatBits(2_500_000),
    formatCount(12_345),
    formatBytesLimit(null),
    formatDuration(100_000_000),
    formatRelative(now - 7_200_000, now),
    formatTick(now, 90 * 86_400_000),
    formatAbsolute(now).split(',')[0],
  ]
  const inEnglish = ['1.5 GiB', '2.50 CPU', '2.5 Mbit/s', '12,345', 'no limit']
  const inGerman = ['1,5 GiB', '2,50 CPU', '2,5 Mbit/s', '12.345', 'kein Limit']
  expect(said()).toEqual([...inEnglish, '1 d 3 h', '2 hours ago', '15 Jun', '15 Jun 2026'])
  language = 'de'
  expect(said()).toEqual([...inGerman, '1 T 3 h', 'vor 2 Stunden', '15. Juni', '15.06.2026'])
  language = 'es'
  expect(said().slice(0, 4)).toEqual(['1,5 GiB', '2,50 CPU', '2,5 Mbit/s', '12.345'])
  language = 'en'
  expect(said().slice(0, 5)).toEqual(inEnglish)
})

test('a label within a sentence keeps its capital only in German', () => {
  expect(inSentence('Memory')).toBe('memory')
  language = 'de'
  expect(inSentence('Arbeitsspeicher')).toBe('Arbeitsspeicher')
})
