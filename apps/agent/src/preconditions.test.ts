import { expect, test } from 'vitest'
import { refusalToRun } from './preconditions.ts'

test('root is refused', () => {
  expect(refusalToRun({ uid: 0, nodeVersion: '24.21.0' })).toContain('root')
})

test('another Node.js is refused with its version', () => {
  expect(refusalToRun({ uid: 990, nodeVersion: '20.20.0' })).toContain('20.20.0')
})

test('an ordinary user on the pinned Node.js may run it', () => {
  expect(refusalToRun({ uid: 990, nodeVersion: '24.11.1' })).toBeNull()
})
