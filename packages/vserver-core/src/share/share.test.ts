import { expect, test } from 'vitest'
import { GuestOptions, type OptionsChange, ShareName } from '../context/model.ts'
import { createGuest, setOptions, startGuest } from '../guest/index.ts'
import { CreateGuestInput } from '../guest/model.ts'
import { type FakeHost, fakeHost, guestName, guestRecord, templateId, unlimited } from '../testing/index.ts'
import { deleteShare, listShares } from './index.ts'

const area = (name: string): ShareName => ShareName.parse(name)
const data: OptionsChange = { mounts: [{ share: area('data'), target: '/srv', readOnly: false }] }

const owned = (owner: string | null, change: OptionsChange = {}): GuestOptions =>
  GuestOptions.parse({ owner, ...change })

function create(host: FakeHost, name: string, options: GuestOptions) {
  const input = CreateGuestInput.parse({ name, template: templateId, limit: unlimited(), options })
  return createGuest(host, input)
}

const NOT_FOUND = { code: 'NOT_FOUND' }

test('the space of a guest of the same owner is taken, that of another owner or of nobody is not found', async () => {
  const host = fakeHost()
  await create(host, 'hers', owned('ada'))
  await create(host, 'nobodys', owned(null))
  const uses = (owner: string, network: string) => owned(owner, { spaces: { network, ipc: null } })
  await expect(create(host, 'a', uses('bob', 'hers'))).rejects.toMatchObject(NOT_FOUND)
  await expect(create(host, 'a', uses('ada', 'nobodys'))).rejects.toMatchObject(NOT_FOUND)
  await expect(create(host, 'a', uses('ada', 'absent'))).rejects.toMatchObject(NOT_FOUND)
  expect(await create(host, 'a', uses('ada', 'hers'))).toMatchObject({ state: 'running' })
})

test('a guest without an owner shares nothing, and none shares with itself', async () => {
  const host = fakeHost({ guests: [guestRecord('free'), guestRecord('hers', { options: owned('ada') })] })
  const invalid = { code: 'INVALID_INPUT' }
  await expect(setOptions(host, guestName('free'), data)).rejects.toMatchObject(invalid)
  const itself = { spaces: { network: 'hers', ipc: null } }
  await expect(setOptions(host, guestName('hers'), itself)).rejects.toMatchObject(invalid)
  expect(host.records.get(guestName('free'))?.options.mounts).toEqual([])
})

test('an area belongs to the owner who used it first', async () => {
  const host = fakeHost()
  await create(host, 'a', owned('ada', data))
  await expect(create(host, 'b', owned('bob', data))).rejects.toMatchObject(NOT_FOUND)
  expect(await create(host, 'c', owned('ada', data))).toMatchObject({ state: 'running' })
  expect(await listShares(host, 'ada')).toMatchObject([{ name: 'data', owner: 'ada' }])
  expect(await listShares(host, 'bob')).toEqual([])
})

test('of two owners that claim an area at once one is refused', async () => {
  const host = fakeHost()
  const outcomes = await Promise.allSettled([
    create(host, 'a', owned('ada', data)),
    create(host, 'b', owned('bob', data)),
  ])
  expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await host.shares.list()).toHaveLength(1)
})

test('a guest that came to another owner does not start with what it shared before', async () => {
  const host = fakeHost()
  await create(host, 'a', owned('ada', data))
  host.kernel.exit(guestName('a'), 'halt')
  await expect(setOptions(host, guestName('a'), { owner: 'bob' })).rejects.toMatchObject(NOT_FOUND)
  await host.guests.update(guestName('a'), (now) => ({ ...now, options: { ...now.options, owner: 'bob' } }))
  await expect(startGuest(host, guestName('a'))).rejects.toMatchObject(NOT_FOUND)
  expect(host.kernel.isRunning(guestName('a'))).toBe(false)
})

test('an area is deleted by its owner when no guest is to see it', async () => {
  const host = fakeHost()
  await create(host, 'a', owned('ada', data))
  const input = { name: area('data'), owner: 'ada' }
  await expect(deleteShare(host, { ...input, owner: 'bob' })).rejects.toMatchObject(NOT_FOUND)
  await expect(deleteShare(host, input)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await setOptions(host, guestName('a'), { mounts: [] })
  await deleteShare(host, input)
  expect(await host.shares.list()).toEqual([])
})

test('an area whose files the host refuses to move stays known', async () => {
  const host = fakeHost({ refuse: 'shares.delete' })
  await host.shares.claim({ name: area('data'), owner: 'ada', createdAt: '2026-01-01T00:00:00.000Z' })
  await expect(deleteShare(host, { name: area('data'), owner: 'ada' })).rejects.toMatchObject({
    code: 'NATIVE_FAILED',
  })
  expect(await host.shares.list()).toHaveLength(1)
})

test.each([['/proc/x'], ['/sys'], ['/dev/shm'], ['srv'], ['/srv/'], ['/srv/../etc']])(
  'an area is not put at %s',
  (target) => {
    const mounts = [{ share: 'data', target, readOnly: false }]
    expect(GuestOptions.safeParse({ mounts }).success).toBe(false)
  },
)

test('two areas are not put at one place', () => {
  const mount = { target: '/srv', readOnly: false }
  const mounts = [
    { ...mount, share: 'a' },
    { ...mount, share: 'b' },
  ]
  expect(GuestOptions.safeParse({ mounts }).success).toBe(false)
})
