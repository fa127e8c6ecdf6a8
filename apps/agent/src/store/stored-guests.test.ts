import { guestRecord } from '@vserver/core/testing'
import { HOUR_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { memoryStore } from './store.ts'
import { StoredGuests } from './stored-guests.ts'

const web1 = guestRecord('web1')
const NOW_MS = 1_000_000_000_000
const COUNT = 'SELECT count(*) AS count FROM guest WHERE id > 0'

test('a guest keeps its number, and a later one of its name has another', async () => {
  const store = memoryStore()
  const id = await new StoredGuests(store).idOf(web1)
  const later = new StoredGuests(store)
  expect(await later.idOf(web1)).toBe(id)
  expect(await later.idOf({ ...web1, createdAt: '2026-02-02T00:00:00.000Z' })).not.toBe(id)
})

test('what is known of a deleted guest is kept for a day', async () => {
  const store = memoryStore()
  const guests = new StoredGuests(store)
  await guests.idOf(web1)
  const count = async () => (await store.all(COUNT))[0]?.count
  for (const hours of [0, 12, 23]) {
    await guests.prune([], NOW_MS + hours * HOUR_MS)
    expect(await count()).toBe(1)
  }
  await guests.prune([], NOW_MS + 24 * HOUR_MS)
  expect(await count()).toBe(0)
})

test('a guest that comes back from the bin has what it had', async () => {
  const guests = new StoredGuests(memoryStore())
  const id = await guests.idOf(web1)
  await guests.prune([], NOW_MS)
  expect(await guests.idOf(web1)).toBe(id)
  await guests.prune([web1], NOW_MS + 48 * HOUR_MS)
  expect(await guests.idOf(web1)).toBe(id)
})
