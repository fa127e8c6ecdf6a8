import { expect, onTestFinished, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import type { Permission } from '@/server/policy.ts'
import type { Me, Role } from '@/server/services/me/model.ts'
import { aGuest } from '../guest/testing/guests.ts'
import { guestIdOf } from './guest-id-of.ts'
import { groupsOf } from './palette-items.ts'

const RIGHTS = {
  reseller: ['customer.read', 'team.read', 'ledger.read', 'guest.create', 'guest.bin'],
  customer: ['team.read'],
} as const satisfies Partial<Record<Role, readonly Permission[]>>

function aMe(role: keyof typeof RIGHTS, rights: readonly Permission[] = RIGHTS[role]): Me {
  return {
    user: { id: 'user-1', name: 'Ada', email: 'ada@example.test', role },
    ...{ account: null, mustChangePassword: false, mustSetUpSecondFactor: false, roleName: role },
    ...{ rights: [...rights], behind: null },
  }
}

type Known = Parameters<typeof groupsOf>[0]
const itemsOf = (known: Partial<Known>) =>
  groupsOf({ me: aMe('reseller'), query: '', current: null, found: [], ...known }).flatMap(
    ({ items }) => items,
  )
const labels = (known: Partial<Known>) => itemsOf(known).map(({ label }) => label)

test('without a query there are the verbs of the guest on the page, then the pages', () => {
  const groups = groupsOf({ me: aMe('customer'), query: '', current: aGuest(), found: [] })
  expect(groups.map(({ title }) => title)).toEqual(['web-1', 'Pages'])
  expect(groups[0]?.items[0]).toMatchObject({ label: 'Console: web-1', denied: null })
})

test('pages are those that the user may open, and no others', () => {
  expect(labels({ me: aMe('customer') })).not.toContain('Customers')
  expect(labels({ me: aMe('customer') })).not.toContain('Create guest')
  expect(labels({ me: aMe('reseller') })).toEqual(
    expect.arrayContaining(['Customers', 'Create guest', 'Bin']),
  )
  const few = aMe('reseller', ['guest.read'])
  expect(labels({ me: few })).not.toContain('Customers')
  expect(labels({ me: few })).not.toContain('Create guest')
})

test('what the viewer may not do stays there with the reason that the server gave', () => {
  const denied = { ...aGuest().denied, restart: 'Your role does not allow this.' }
  const items = itemsOf({ current: aGuest({ denied }), query: 'restart' })
  expect(items).toMatchObject([{ label: 'Restart: web-1', denied: 'Your role does not allow this.' }])
})

test('a guest is offered what fits its state', () => {
  const stopped = labels({ current: aGuest({ state: 'stopped' }) })
  expect(stopped).toContain('Start: web-1')
  expect(stopped).not.toContain('Stop: web-1')
  const running = labels({ current: aGuest() })
  expect(running).toContain('Stop: web-1')
  expect(running).not.toContain('Resume: web-1')
  expect(labels({ current: aGuest({ state: 'paused' }) })).toContain('Resume: web-1')
})

test('a verb is called without the dots of its button, also where a space is before them', () => {
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  shareLanguages({ catalogs: { de: { 'Rename…': 'Umbenennen …' } }, ofRequest: () => 'de' })
  expect(labels({ current: aGuest(), query: 'umbenennen' })).toEqual(['Umbenennen: web-1'])
})

test('the console stays open to who may only read the boot log', () => {
  const denied = { ...aGuest().denied, console: 'It is stopped.' }
  const consoleOf = (guest: ReturnType<typeof aGuest>) => itemsOf({ current: guest, query: 'console' })[0]
  expect(consoleOf(aGuest({ denied }))?.denied).toBeNull()
  expect(consoleOf(aGuest({ denied: { ...denied, bootLog: 'No.' } }))?.denied).toBe('It is stopped.')
})

test('several guests that are found lead to their pages; a verb before them asks it of each', () => {
  const found = [aGuest(), aGuest({ id: 'guest-2', name: 'web-2' })]
  expect(labels({ query: 'web', found })).toEqual(['web-1', 'web-2'])
  expect(labels({ query: 'cons web', found })).toEqual(['Console: web-1', 'Console: web-2', 'web-1', 'web-2'])
})

test('the only guest that is found offers all its verbs, unless they are there already', () => {
  const found = [aGuest()]
  expect(labels({ query: 'web', found }).slice(0, 2)).toEqual(['web-1', 'Console: web-1'])
  const beside = labels({ query: 'web-1', found, current: aGuest() })
  expect(beside.filter((label) => label === 'Console: web-1')).toHaveLength(1)
})

test('ids are unique, so that the box can tell which entry it is at', () => {
  const items = itemsOf({
    query: 'stop web',
    found: [aGuest(), aGuest({ id: 'guest-2' })],
    current: aGuest(),
  })
  expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
})

test.each([
  ['/guests/abc', 'abc'],
  ['/guests/abc/console', 'abc'],
  ['/guests/new', null],
  ['/guests/bin', null],
  ['/guests', null],
  ['/', null],
])('%s is the page of the guest %s', (pathname, id) => {
  expect(guestIdOf(pathname)).toBe(id)
})
