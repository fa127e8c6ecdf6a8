import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { expectRefused } from '../refused.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

test('a guest sees only its own processes and can signal no others', async ({ scratch }) => {
  await scratch.createTiny('alone')
  await scratch.createTiny('victim')
  const victim = await scratch.host.runtime.inspect(GuestName.parse('victim'))
  if (victim.state !== 'running') throw new Error('no victim')
  const { output } = await runShell(scratch.host, 'alone', 'ps -o pid,args')
  const lines = output.trim().split('\n').slice(1)
  expect(lines.length).toBeLessThan(6)
  expect(lines[0]).toMatch(/^\s*1\s.*\binit$/)
  const attack = `kill -9 ${victim.pid}`
  expectRefused(await runShell(scratch.host, 'alone', attack), /no such process/i, attack)
  await runShell(scratch.host, 'alone', 'kill -9 -1').catch(() => {})
  expect(await scratch.host.runtime.inspect(GuestName.parse('victim'))).toEqual(victim)
})
