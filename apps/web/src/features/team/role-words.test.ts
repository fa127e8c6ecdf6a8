import { expect, test } from 'vitest'
import type { Permission } from '@/server/policy.ts'
import { boxesOf, ROLE_GROUPS, ROLE_PRESETS, ROLE_WORDS } from './role-words.ts'

test('everything that is offered has one box, also what has no words yet', () => {
  const offered = ['unheard.of' as Permission, ...(Object.keys(ROLE_WORDS) as Permission[]).toReversed()]
  const boxes = ROLE_GROUPS.flatMap((group) => boxesOf(group, offered)).map(({ value }) => value)
  expect(boxes.toSorted()).toEqual(offered.toSorted())
  expect(boxesOf('Guests', ['guest.stop', 'guest.start']).map(({ label }) => label)).toEqual([
    'Start',
    'Stop',
  ])
})

test('every right of a preset has its box, and who may only read changes nothing', () => {
  for (const { permissions } of Object.values(ROLE_PRESETS))
    for (const one of permissions) expect(ROLE_WORDS, one).toHaveProperty([one])
  for (const one of ROLE_PRESETS.readOnly.permissions) expect(one).toMatch(/\.(read|bootLog)$/)
})
