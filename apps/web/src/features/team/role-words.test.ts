import { expect, test } from 'vitest'
import type { Permission } from '@/server/policy.ts'
import { boxesOf, ROLE_GROUPS, ROLE_PRESETS, ROLE_WORDS } from './role-words.ts'

const all = Object.keys(ROLE_WORDS) as Permission[]

test('the grid has a box for everything that roles can hold, once, and for nothing else', () => {
  const boxes = ROLE_GROUPS.flatMap((group) => boxesOf(group, all)).map(({ value }) => value)
  expect(boxes.toSorted()).toEqual(all.filter((one) => ROLE_WORDS[one] !== null).toSorted())
  expect(boxesOf('Guests', ['guest.stop'])).toEqual([{ value: 'guest.stop', label: 'Stop' }])
})

test('every right of a preset has its box, and who may only read changes nothing', () => {
  for (const { permissions } of Object.values(ROLE_PRESETS))
    for (const one of permissions) expect(ROLE_WORDS[one], one).not.toBeNull()
  for (const one of ROLE_PRESETS.readOnly.permissions) expect(one).toMatch(/\.(read|bootLog)$/)
})
