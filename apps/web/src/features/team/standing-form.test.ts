import { expect, test } from 'vitest'
import { OWNER, StandingForm, toStanding } from './standing-form.ts'

const faultsOf = (values: object) =>
  StandingForm.safeParse(values).error?.issues.map(({ path }) => path.join())

test('who is limited to guests has a role and at least one of them', () => {
  expect(faultsOf({ role: 'r', reach: 'some', guestIds: [] })).toEqual(['guestIds'])
  expect(faultsOf({ role: OWNER, reach: 'some', guestIds: ['g'] })).toEqual(['reach'])
  expect(faultsOf({ role: 'r', reach: 'some', guestIds: ['g'] })).toBeUndefined()
})

test('an owner and all guests are nulls for the server', () => {
  expect(toStanding({ role: OWNER, reach: 'all', guestIds: ['g'] })).toEqual({
    accountRoleId: null,
    guestIds: null,
  })
  expect(toStanding({ role: 'r', reach: 'some', guestIds: ['g'] })).toEqual({
    accountRoleId: 'r',
    guestIds: ['g'],
  })
})
