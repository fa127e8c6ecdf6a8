import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { expect, test } from 'vitest'
import { GONE } from '@/server/services/runtime/constants.ts'
import type { RuntimeView } from '@/server/services/runtime/model.ts'
import { RuntimeForm, runtimeChange, toDraft } from './runtime-draft.ts'
import { runtimeDetailWords, runtimeLines } from './runtime-words.ts'

const { capabilities, contextCapabilities, spaces, boot, stopSeconds, rawDirectory } = DEFAULT_OPTIONS
const VIEW: RuntimeView = {
  ...{ capabilities, contextCapabilities, spaces, boot, stopSeconds, rawDirectory },
  initStyle: 'systemd',
  mounts: [],
  siblings: [{ id: 'g2', name: 'db' }],
  areas: [],
  offered: ['hostname'],
}

const draft = (change: object = {}) => RuntimeForm.parse({ ...toDraft(VIEW), ...change })

test('a form that is saved unchanged sends nothing', () => {
  expect(runtimeChange(VIEW, draft())).toEqual({})
})

test('only the part that differs is sent', () => {
  expect(runtimeChange(VIEW, draft({ order: 5 }))).toEqual({ boot: { ...boot, order: 5 } })
  expect(runtimeChange(VIEW, draft({ network: 'g2' }))).toEqual({ spaces: { network: 'g2', ipc: null } })
  const shared = { ...VIEW, spaces: { network: 'g2', ipc: null } }
  expect(runtimeChange(shared, draft({ network: 'own' }))).toEqual({ spaces: { network: null, ipc: null } })
  const mounts = [{ share: 'data', target: '/srv', readOnly: true }]
  expect(runtimeChange(VIEW, draft({ mounts }))).toEqual({ mounts })
})

test('an empty box for the raw directory means none', () => {
  expect(runtimeChange(VIEW, draft({ rawDirectory: '/var/lib/docker' }))).toEqual({
    rawDirectory: '/var/lib/docker',
  })
  const placed = { ...VIEW, rawDirectory: '/srv/raw' }
  expect(runtimeChange(placed, draft({ rawDirectory: ' ' }))).toEqual({ rawDirectory: null })
})

test('a place that is no path is refused in the form', () => {
  const mounts = [{ share: 'data', target: '/proc/x', readOnly: true }]
  expect(RuntimeForm.safeParse({ ...toDraft(VIEW), mounts }).success).toBe(false)
  expect(RuntimeForm.safeParse({ ...toDraft(VIEW), rawDirectory: '../raw' }).success).toBe(false)
})

test('the card names guests, also one that is gone', () => {
  const lines = (view: RuntimeView) =>
    Object.fromEntries(runtimeLines(view).map((one) => [one.label, one.value]))
  expect(lines(VIEW)).toMatchObject({
    Network: 'its own',
    Boot: 'mark default, order 1000',
    Capabilities: 'usual',
  })
  const shared = { ...VIEW, spaces: { network: 'g2', ipc: GONE }, boot: { ...boot, dependsOn: ['g2'] } }
  expect(lines(shared)).toMatchObject({
    Network: 'that of db',
    IPC: 'that of a guest that is gone',
    Boot: 'mark default, order 1000, after db',
  })
})

test('the audit tells a change of the runtime in words', () => {
  expect(runtimeDetailWords({ add: ['NET_ADMIN'], remove: ['SYS_PTRACE'] })).toBe('+NET_ADMIN, −SYS_PTRACE')
  expect(runtimeDetailWords({ stopSeconds: 90, spaces: { network: 'g2', ipc: null } })).toBe(
    'time to stop 90 s; network shared, IPC its own',
  )
  expect(runtimeDetailWords({ rawDirectory: null })).toBe('raw directory none')
  expect(runtimeDetailWords({ other: 1 })).toBeNull()
})
