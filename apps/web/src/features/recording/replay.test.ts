import { expect, test } from 'vitest'
import { type CastEvent, parseCast, sizeOf } from './cast.ts'
import { findInLines, textLines } from './cast-text.ts'
import { Playback } from './playback.ts'
import { shortenSilence } from './shorten-silence.ts'

const CAST = [
  '{"version":2,"width":100,"height":30}',
  '[0.5,"o","one "]',
  '[1,"r","120x40"]',
  '[2,"i","ls\\r"]',
  '[2,"o","two "]',
  '[10,"m","a marker"]',
  '[10.5,"o","three"]',
  '[11,"o","half a li',
].join('\n')

function playing(text = CAST) {
  const shown: string[] = []
  let resets = 0
  const screen = {
    reset: () => {
      resets += 1
      shown.length = 0
    },
    show: (events: readonly CastEvent[]) => void shown.push(...events.map(({ data }) => data)),
  }
  const playback = new Playback(parseCast(text), screen)
  return { playback, shown, resets: () => resets }
}

test('a recording that was cut short is read up to there', () => {
  const cast = parseCast(CAST)
  expect({ ...cast, events: cast.events.length }).toEqual({
    columns: 100,
    rows: 30,
    seconds: 10.5,
    events: 6,
  })
  expect(cast.events.map(sizeOf)[1]).toEqual({ columns: 120, rows: 40 })
  expect(parseCast('')).toEqual({ columns: 80, rows: 24, seconds: 0, events: [] })
})

test('what is due is shown when its time has come, and once', () => {
  const { playback, shown } = playing()
  expect(shown).toEqual([])
  playback.advance(0.4)
  expect(shown).toEqual([])
  playback.advance(0.1)
  expect(shown).toEqual(['one '])
  playback.advance(1.5)
  expect(shown).toEqual(['one ', '120x40', 'ls\r', 'two '])
  playback.advance(100)
  expect(shown.at(-1)).toBe('three')
  expect(playback.position).toBe(10.5)
  expect(playback.isOver).toBe(true)
  playback.advance(1)
  expect(shown).toHaveLength(6)
})

test('going back shows all from the beginning, going on only what is between', () => {
  const { playback, shown, resets } = playing()
  playback.seek(10.2)
  expect(shown.at(-1)).toBe('a marker')
  expect(resets()).toBe(1)
  playback.seek(0.7)
  expect(resets()).toBe(2)
  expect(shown).toEqual(['one '])
  playback.seek(-5)
  expect(shown).toEqual([])
  playback.seek(99)
  expect(playback.isOver).toBe(true)
  expect(shown).toHaveLength(6)
})

test('a recording that starts at once shows its first words before it plays', () => {
  const { shown } = playing('{"version":2,"width":80,"height":24}\n[0,"o","root@web:~# "]')
  expect(shown).toEqual(['root@web:~# '])
})

test('silence is shortened, and nothing changes its order', () => {
  const cast = shortenSilence(parseCast(CAST), 1.5)
  expect(cast.events.map(({ at }) => at)).toEqual([0.5, 1, 2, 2, 3.5, 4])
  expect(cast.seconds).toBe(4)
})

test('the text is what was read on the screen, line by line with its time', () => {
  const lines = textLines(
    parseCast(
      [
        '{"version":2,"width":80,"height":24}',
        '[1,"o","\\u001b]0;title\\u0007\\u001b[1;32mroot\\u001b[0m:~# "]',
        '[2,"o","lx\\b\\u001b[Ks\\r\\n"]',
        '[3,"o","bin  etc\\r\\nusr"]',
        '[4,"m","marker"]',
        '[5,"o","\\r\\n\\r\\nVAR\\r\\n"]',
      ].join('\n'),
    ),
  )
  expect(lines).toEqual([
    { at: 1, text: 'root:~# ls' },
    { at: 3, text: 'bin  etc' },
    { at: 3, text: 'usr' },
    { at: 4, text: '[marker]' },
    { at: 5, text: 'VAR' },
  ])
  expect(findInLines(lines, ' var ').map(({ at }) => at)).toEqual([5])
  expect(findInLines(lines, '  ')).toEqual([])
})
