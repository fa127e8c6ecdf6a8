import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { isAlive, signal, startTime, waitGone } from './process.ts'

test('a process is known by its number and its start time together', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  const pid = child.pid ?? 0
  const target = { pid, start: startTime(pid) ?? '' }
  expect(isAlive(target)).toBe(true)
  expect(isAlive({ pid, start: '1' })).toBe(false)
  signal({ pid, start: '1' }, 'SIGKILL')
  expect(isAlive(target)).toBe(true)
  signal(target, 'SIGKILL')
  expect(await waitGone(target, 5_000)).toBe(true)
})

test('a process that is not there has no start time', () => {
  expect(startTime(2 ** 22 + 1)).toBeNull()
})
