import { expect, test } from 'vitest'
import { keepConsole, takeConsole } from './kept-console.ts'

function storage() {
  const items = new Map<string, string>()
  const made = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage
  return () => made
}

test('what was kept is taken once, by its own guest', () => {
  const tab = storage()
  keepConsole(tab, 'guest-1', 'console-1')
  expect(takeConsole(tab, 'guest-2')).toBeNull()
  expect(takeConsole(tab, 'guest-1')).toBe('console-1')
  expect(takeConsole(tab, 'guest-1')).toBeNull()
})

test('a browser that keeps nothing for this site is no error', () => {
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError')
  }
  keepConsole(blocked, 'guest-1', 'console-1')
  expect(takeConsole(blocked, 'guest-1')).toBeNull()
})
