import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'
import { agentRouter } from './root.ts'

test('a bulk permit is asked for, listed and withdrawn', async () => {
  const { caller, host } = testAgent()
  const first = await caller.bulk.ask({ kind: 'stop', count: 30 })
  expect(first).toMatchObject({ kind: 'stop', state: 'asked', count: 30, left: 30, minutes: 15 })
  host.advance(1000)
  const second = await caller.bulk.ask({ kind: 'delete', count: 5, minutes: 60 })
  expect(await caller.bulk.list()).toEqual([second, first])
  await caller.bulk.withdraw({ id: first.id })
  expect(await caller.bulk.list()).toEqual([second])
  await expect(caller.bulk.withdraw({ id: first.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test.each([
  { kind: 'start', count: 1 },
  { kind: 'stop', count: 0 },
  { kind: 'stop', count: 1_000_000 },
  { kind: 'delete', count: 1, minutes: 100_000 },
])('a permit that says %j is refused', async (input) => {
  const { caller, host } = testAgent()
  await expect(caller.bulk.ask(input as never)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  expect(host.faults.calls).toEqual([])
})

test('the agent has no way to confirm a permit', () => {
  const procedures = Object.keys(agentRouter._def.procedures).filter((name) => name.startsWith('bulk.'))
  expect(procedures.toSorted()).toEqual(['bulk.ask', 'bulk.list', 'bulk.withdraw'])
})
