import { expect, test } from 'vitest'
import type { Host } from '../host.ts'
import {
  CrashedError,
  type FakeHost,
  fakeHost,
  guestName,
  guestRecord,
  runningGuest,
  templateId,
  unlimited,
} from '../testing/index.ts'
import { createGuest } from './create.ts'
import { deleteGuest } from './delete.ts'
import { getGuest } from './get.ts'
import { killGuest } from './kill.ts'
import { CreateGuestInput, type GuestRecord } from './model.ts'
import { pauseGuest, resumeGuest } from './pause.ts'
import { reconcileGuest } from './reconcile.ts'
import { reinstallGuest, takeFormer } from './reinstall.ts'
import { restartGuest } from './restart.ts'
import { startGuest } from './start.ts'
import { stopGuest } from './stop.ts'

const web1 = guestName('web1')
const input = CreateGuestInput.parse({ name: 'web1', template: templateId, limit: unlimited() })

const pausedGuest: GuestRecord = { ...runningGuest('web1'), pausedAt: '2026-01-01T00:00:00.000Z' }

const fresh = { name: web1, template: templateId }

type Act = {
  guests: GuestRecord[]
  /** What was done before and is sound. */
  before?: (host: Host) => Promise<unknown>
  act: (host: Host) => Promise<unknown>
}

const ACTS: Record<string, Act> = {
  create: { guests: [], act: (host) => createGuest(host, input) },
  start: { guests: [guestRecord('web1')], act: (host) => startGuest(host, web1) },
  stop: { guests: [runningGuest('web1')], act: (host) => stopGuest(host, web1) },
  restart: { guests: [runningGuest('web1')], act: (host) => restartGuest(host, web1) },
  pause: { guests: [runningGuest('web1')], act: (host) => pauseGuest(host, web1) },
  resume: { guests: [pausedGuest], act: (host) => resumeGuest(host, web1) },
  reinstall: { guests: [runningGuest('web1')], act: (host) => reinstallGuest(host, fresh) },
  takeFormer: {
    guests: [runningGuest('web1')],
    before: (host) => reinstallGuest(host, fresh),
    act: (host) => takeFormer(host, web1),
  },
  kill: { guests: [runningGuest('web1')], act: (host) => killGuest(host, web1) },
  delete: { guests: [runningGuest('web1')], act: (host) => deleteGuest(host, web1) },
}

async function begun({ guests, before }: Act): Promise<FakeHost> {
  const host = fakeHost({ guests })
  await before?.(host)
  host.faults.calls.length = 0
  return host
}

async function countCalls(act: Act): Promise<number> {
  const host = await begun(act)
  await act.act(host)
  return host.faults.calls.length
}

/** Files, processes and record agree, and nothing is under way any more. */
async function expectConsistent(host: FakeHost): Promise<void> {
  const record = host.records.get(web1)
  if (record === undefined) {
    expect([...host.kernel.roots, ...host.kernel.runs]).toEqual([])
    return
  }
  expect(record.intent).toBeNull()
  expect(record.renewal).toBeNull()
  const away = record.former === null ? [] : [`web1.${record.former.awaySeconds}`]
  const kept = [...host.kernel.files.keys()].filter((files) => files !== 'web1')
  expect(kept).toEqual(away)
  expect(host.kernel.roots.has(web1)).toBe(true)
  expect(host.kernel.isRunning(web1)).toBe(record.desired === 'running')
  const isPaused = record.pausedAt !== null
  expect(host.kernel.frozen.has(web1)).toBe(isPaused)
  const { state } = await getGuest(host, web1)
  expect(state).toBe(isPaused ? 'paused' : record.desired)
}

for (const [verb, kind] of Object.entries(ACTS)) {
  for (const crashWhen of ['before', 'after'] as const) {
    test(`a ${verb} that dies ${crashWhen} any of its steps is completed or undone`, async () => {
      const calls = await countCalls(kind)
      expect(calls).toBeGreaterThan(2)
      for (let crashAt = 1; crashAt <= calls; crashAt++) {
        const host = await begun(kind)
        Object.assign(host.faults, { crashAt, crashWhen })
        await expect(kind.act(host)).rejects.toBeInstanceOf(CrashedError)
        host.revive()
        await reconcileGuest(host, web1)
        await expectConsistent(host)
      }
    })
  }
}

test('a reconcile that dies half way is finished by the next', async () => {
  const guests = [guestRecord('web1', { intent: 'delete', desired: 'deleted' })]
  for (let crashAt = 1; crashAt <= 5; crashAt++) {
    const host = fakeHost({ guests })
    Object.assign(host.faults, { crashAt, crashWhen: 'after' })
    await expect(reconcileGuest(host, web1)).rejects.toBeInstanceOf(CrashedError)
    host.revive()
    await reconcileGuest(host, web1)
    expect([...host.records, ...host.kernel.roots]).toEqual([])
  }
})
