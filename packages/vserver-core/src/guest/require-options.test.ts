import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../context/model.ts'
import { fakeHost, guestName, guestRecord, templateId, unlimited } from '../testing/index.ts'
import { createGuest } from './create.ts'
import { CreateGuestInput } from './model.ts'
import { setOptions } from './set-options.ts'

const web1 = guestName('web1')
const boot = (dependsOn: string[]) => ({ ...DEFAULT_OPTIONS.boot, dependsOn })

function create(change: object): CreateGuestInput {
  return CreateGuestInput.parse({ name: 'web1', template: templateId, limit: unlimited(), ...change })
}

test('a guest may depend on another', async () => {
  const host = fakeHost({ guests: [guestRecord('web1'), guestRecord('db')] })
  expect(await setOptions(host, web1, { boot: boot(['db']) })).toMatchObject({
    options: { boot: { dependsOn: ['db'] } },
  })
})

test('a dependency that is not there is refused, at creation and later', async () => {
  const host = fakeHost({ guests: [guestRecord('web2')] })
  const error = { code: 'INVALID_INPUT', message: expect.stringContaining('there is no such guest') }
  await expect(createGuest(host, create({ options: { boot: boot(['db']) } }))).rejects.toMatchObject(error)
  expect(host.records.has(web1)).toBe(false)
  await expect(setOptions(host, guestName('web2'), { boot: boot(['db']) })).rejects.toMatchObject(error)
})

test('a circle of dependencies is refused with its way, and nothing is changed', async () => {
  const host = fakeHost({ guests: [guestRecord('web1'), guestRecord('db')] })
  await setOptions(host, web1, { boot: boot(['db']) })
  await expect(setOptions(host, guestName('db'), { boot: boot(['web1']) })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    message: 'Guests cannot depend on each other in a circle: db, web1, db.',
  })
  await expect(setOptions(host, web1, { boot: boot(['web1']) })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  expect(host.records.get(guestName('db'))?.options.boot.dependsOn).toEqual([])
})

test('a guest whose dependency was deleted can still be changed in other ways', async () => {
  const options = { ...DEFAULT_OPTIONS, boot: boot(['gone']) }
  const host = fakeHost({ guests: [guestRecord('web1', { options })] })
  expect(await setOptions(host, web1, { stopSeconds: 5 })).toMatchObject({ options: { stopSeconds: 5 } })
})

test.each([
  { initStyle: 'single' },
  { initStyle: 'single', options: { command: ['sh'] } },
  { initStyle: 'single', options: { command: ['/bin/sh', '-c', 'a\0b'] } },
  { initStyle: 'single', options: { command: ['/bin/sh', ...Array(6).fill('x'.repeat(200))] } },
  { initStyle: 'systemd', options: { command: ['/bin/sh'] } },
])('the command of %j is refused', async (change) => {
  const host = fakeHost()
  await expect(createGuest(host, create(change))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  expect(host.faults.calls).not.toContain('guests.add')
})

test('a command goes with the style single', async () => {
  const host = fakeHost()
  const options = { command: ['/bin/sh', '-c', 'exit'] }
  expect(await createGuest(host, create({ initStyle: 'single', options }))).toMatchObject({ options })
  await expect(setOptions(host, web1, { command: null })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
