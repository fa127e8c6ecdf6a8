import { expect, test } from 'vitest'
import { isShortcut, keysOf, type Pressed, SHORTCUTS, type ShortcutId } from './shortcuts.ts'

const NONE = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({ ...NONE, key, code: '', ...more })

/** Each as a keyboard sends it. */
const SENT: Record<ShortcutId, Pressed> = {
  palette: press('k', { ctrlKey: true }),
  search: press('/'),
  sheet: press('?', { shiftKey: true }),
  leaveConsole: press('>', { ctrlKey: true, shiftKey: true, code: 'Period' }),
  findInConsole: press('F', { ctrlKey: true, shiftKey: true, code: 'KeyF' }),
  playOrPause: press(' '),
  skipBack: press('ArrowLeft'),
  skipForward: press('ArrowRight'),
  ruleUp: press('ArrowUp', { altKey: true }),
  ruleDown: press('ArrowDown', { altKey: true }),
}
const ids = Object.keys(SHORTCUTS) as ShortcutId[]

test('a press of keys is one shortcut and no other, and no two are written alike', () => {
  for (const id of ids) expect(ids.filter((other) => isShortcut(other, SENT[id], false))).toEqual([id])
  for (const isMac of [false, true])
    expect(new Set(ids.map((id) => keysOf(id, isMac).join('+'))).size).toBe(ids.length)
})

test('on a Mac the palette is Command+K, and Ctrl+K keeps deleting to the end of the line', () => {
  expect(isShortcut('palette', press('k', { metaKey: true }), true)).toBe(true)
  expect(isShortcut('palette', press('k', { ctrlKey: true }), true)).toBe(false)
  expect(isShortcut('palette', press('k', { metaKey: true }), false)).toBe(false)
  expect(keysOf('palette', true)).toEqual(['⌘', 'K'])
})

test.each([
  ['palette', press('K', { ctrlKey: true, shiftKey: true })],
  ['palette', press('k')],
  ['search', press('/', { ctrlKey: true })],
  ['sheet', press('?', { altKey: true })],
  ['ruleUp', press('ArrowUp')],
  ['leaveConsole', press('.', { ctrlKey: true, code: 'Period' })],
] as const)('%s is not what has other keys down with it', (id, pressed) => {
  expect(isShortcut(id, pressed, false)).toBe(false)
})
