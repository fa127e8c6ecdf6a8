import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../context/model.ts'
import { guestName, guestRecord } from '../testing/index.ts'
import { findCircle, planBoot, planShutdown } from './boot-plan.ts'
import type { GuestRecord } from './model.ts'

function guest(name: string, dependsOn: string[] = [], order = 1000): GuestRecord {
  const boot = { mark: 'default', order, dependsOn }
  return guestRecord(name, { options: { ...DEFAULT_OPTIONS, boot } })
}

const names = (steps: { name: string }[]): string[] => steps.map((step) => step.name)

test('guests start by their order number, then by name', () => {
  expect(names(planBoot([guest('c', [], 5), guest('b'), guest('a'), guest('z', [], 1)]))).toEqual([
    'z',
    'c',
    'a',
    'b',
  ])
})

test('what others depend on comes first, whatever its number', () => {
  const guests = [guest('web', ['app'], 1), guest('app', ['db'], 2), guest('db', [], 9999)]
  expect(planBoot(guests)).toEqual([
    { name: 'db', after: [] },
    { name: 'app', after: ['db'] },
    { name: 'web', after: ['app'] },
  ])
})

test('guests stop in the reverse order, each when those that depend on it are down', () => {
  const guests = [guest('web', ['app', 'db']), guest('app', ['db']), guest('db'), guest('mail', [], 1)]
  expect(planShutdown(guests)).toEqual([
    { name: 'web', after: [] },
    { name: 'app', after: ['web'] },
    { name: 'db', after: ['app', 'web'] },
    { name: 'mail', after: [] },
  ])
})

test('a dependency that is not among the guests holds up nobody', () => {
  expect(planBoot([guest('web', ['gone'])])).toEqual([{ name: 'web', after: [] }])
})

test('a circle is cut, and everybody is in the plan once', () => {
  const steps = planBoot([guest('a', ['b'], 1), guest('b', ['c']), guest('c', ['a']), guest('d', ['d'])])
  expect(names(steps).sort()).toEqual(['a', 'b', 'c', 'd'])
  const before = new Set<string>()
  for (const { name, after } of steps) {
    for (const dependency of after) expect(before).toContain(dependency)
    before.add(name)
  }
})

test('a circle is found, with its way', () => {
  const circle = [guest('a', ['x', 'b']), guest('b', ['c']), guest('c', ['a']), guest('x')]
  expect(findCircle(circle, guestName('a'))).toEqual(['a', 'b', 'c', 'a'])
  expect(findCircle(circle, guestName('x'))).toBeNull()
  expect(findCircle([guest('a', ['a'])], guestName('a'))).toEqual(['a', 'a'])
  expect(findCircle([guest('a', ['b']), guest('b', ['c']), guest('c', ['b'])], guestName('a'))).toBeNull()
})

test('a long chain is planned from its far end', () => {
  const chain = Array.from({ length: 1000 }, (_, index) =>
    guest(`g${index}`, index === 999 ? [] : [`g${index + 1}`]),
  )
  expect(names(planBoot(chain))).toEqual(names(chain).toReversed())
})

test('what a guest of a low number depends on is drawn forward', () => {
  const guests = [guest('web', ['db'], 1), guest('mail', [], 9), guest('db', [], 500)]
  expect(names(planBoot(guests))).toEqual(['db', 'web', 'mail'])
})

test('a guest comes after those whose network or IPC it uses', () => {
  const user = guest('a')
  const spaces = { network: 'router', ipc: 'db' }
  const guests = [{ ...user, options: { ...user.options, spaces } }, guest('db'), guest('router')]
  expect(planBoot(guests)).toContainEqual({ name: 'a', after: ['db', 'router'] })
  expect(names(planBoot(guests)).at(-1)).toBe('a')
})
