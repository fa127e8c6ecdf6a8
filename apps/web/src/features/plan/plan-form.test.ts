import { expect, test } from 'vitest'
import { NEW_PLAN, PlanForm, toPlanRequest } from './plan-form.ts'

const draft = { ...NEW_PLAN, name: 'Web' }

test('the form of a plan becomes a limit and a network', () => {
  const asked = {
    ...draft,
    mode: 'private',
    addresses4: 1,
    networkOutBits: 100_000_000,
    trafficBytes: 2 ** 40,
  }
  const request = toPlanRequest(PlanForm.parse(asked))
  expect(request.name).toBe('Web')
  expect(request.limit).toMatchObject({ memoryBytes: 2 ** 30, networkOutBits: 100_000_000 })
  expect(request.network).toMatchObject({ mode: 'private', addresses4: 1, trafficBytes: 2 ** 40 })
})

test('addresses without a network are refused at their field', () => {
  const { error } = PlanForm.safeParse({ ...draft, mode: 'none', addresses4: 1 })
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [['mode'], 'A guest without a network has no addresses.'],
  ])
})

test('more addresses than a guest can have are refused', () => {
  const { error } = PlanForm.safeParse({ ...draft, mode: 'private', addresses4: 10, addresses6: 7 })
  expect(error?.issues[0]?.path).toEqual(['addresses6'])
})
