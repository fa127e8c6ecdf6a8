import { expect, test } from 'vitest'
import { reconcileGuest } from '../guest/index.ts'
import type { GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { type FakeHost, fakeHost, guestName, guestRecord, runningGuest } from '../testing/index.ts'
import { archiveGuest, cloneGuest, convertGuest, foldGuest, unarchiveGuest, unifyGuest } from './index.ts'
import { CloneGuestInput, FilesJobId } from './model.ts'

const web1 = guestName('web1')
const web2 = guestName('web2')
const id = FilesJobId.parse('op-1')
const copy = CloneGuestInput.parse({ name: 'web2', source: 'web1' })

type Act = { guests: GuestRecord[]; act: (host: Host) => Promise<unknown> }

const follow = (host: Host) => async (job: FilesJobId) => {
  const run = await host.files.inspect(job)
  if (run === null) throw new Error(`no job ${job}`)
  return run
}

const ACTS: Record<string, Act> = {
  unify: {
    guests: [guestRecord('web1')],
    act: (host) => unifyGuest(host, { id, name: web1, stopFirst: false }, { follow: follow(host) }),
  },
  'unify that stops a guest': {
    guests: [runningGuest('web1')],
    act: (host) => unifyGuest(host, { id, name: web1, stopFirst: true }, { follow: follow(host) }),
  },
  fold: { guests: [guestRecord('web1')], act: (host) => foldGuest(host, { id, name: web1 }, follow(host)) },
  convert: {
    guests: [guestRecord('web1', { backend: 'overlay' })],
    act: (host) => convertGuest(host, { id, name: web1, backend: 'tree' }, follow(host)),
  },
  archive: {
    guests: [guestRecord('web1')],
    act: (host) => archiveGuest(host, { id, name: web1 }, follow(host)),
  },
  unarchive: {
    guests: [guestRecord('web1', { archivedAt: '2026-01-01T00:00:00.000Z' })],
    act: (host) => unarchiveGuest(host, { id, name: web1 }, follow(host)),
  },
  clone: {
    guests: [guestRecord('web1')],
    act: (host) => cloneGuest(host, { id, input: copy }, follow(host)),
  },
}

function hostOf({ guests }: Act): FakeHost {
  const host = fakeHost({ guests })
  host.jobs.outcome = { state: 'done' }
  return host
}

async function countCalls(kind: Act): Promise<number> {
  const host = hostOf(kind)
  await kind.act(host)
  return host.faults.calls.length
}

/** As after the act or as before it, nothing is under way, and what should run does. */
function expectConsistent(host: FakeHost, { guests }: Act): void {
  for (const [name, record] of host.records) {
    expect(record).toMatchObject({ intent: null, job: null })
    expect(host.kernel.roots.has(name)).toBe(true)
    expect(host.kernel.isRunning(name)).toBe(record.desired === 'running')
  }
  expect(host.records.get(web1)?.desired).toBe(guests[0]?.desired)
  expect([...host.kernel.roots].sort()).toEqual([...host.records.keys()].sort())
}

for (const [verb, kind] of Object.entries(ACTS)) {
  for (const crashWhen of ['before', 'after'] as const) {
    test(`a ${verb} that dies ${crashWhen} any of its steps is completed or undone`, async () => {
      const calls = await countCalls(kind)
      expect(calls).toBeGreaterThan(4)
      for (let crashAt = 1; crashAt <= calls; crashAt++) {
        const host = hostOf(kind)
        Object.assign(host.faults, { crashAt, crashWhen })
        // A start that fails after all else is done is told by the guest, not by the act.
        await kind.act(host).catch(() => {})
        expect(host.faults.isDead, `call ${crashAt}`).toBe(true)
        host.revive()
        // A job that was begun again, or a guest that is to start again, needs another look.
        for (let look = 0; look < 3; look++) {
          for (const name of [web1, web2]) await reconcileGuest(host, name)
        }
        expectConsistent(host, kind)
      }
    })
  }
}

test('a change of the backend whose outcome a restart of the host has lost is done again', async () => {
  const host = fakeHost({
    guests: [guestRecord('web1', { intent: 'convert', job: { id, backend: 'tree' } })],
  })
  expect(await reconcileGuest(host, web1)).toBe('waiting')
  expect(host.jobs.only('convert')).toMatchObject({ guest: 'web1', backend: 'tree' })
  host.jobs.end(id, { state: 'done' })
  expect(await reconcileGuest(host, web1)).toBe('settled')
  expect(host.records.get(web1)).toMatchObject({ intent: null, backend: 'tree' })
})

test('a change of the backend that cannot be begun again leaves the guest usable, with the reason', async () => {
  const record = guestRecord('web1', { intent: 'convert', job: { id, backend: 'tree' } })
  const host = fakeHost({ guests: [record], refuse: 'files.start' })
  expect(await reconcileGuest(host, web1)).toBe('settled')
  expect(host.records.get(web1)).toMatchObject({ intent: null, job: null, backend: null })
  expect(host.records.get(web1)?.failure).toContain('refused files.start')
})

for (const lost of ['restart of the host', 'killed job'] as const) {
  test(`packing and unpacking whose outcome a ${lost} has lost are done again`, async () => {
    for (const intent of ['archive', 'unarchive'] as const) {
      const host = fakeHost({ guests: [guestRecord('web1', { intent, job: { id, backend: null } })] })
      if (lost === 'killed job') {
        await host.files.start({ id, kind: 'fold', guest: web1 })
        host.jobs.end(id, { state: 'failed', message: 'The job was killed.', finishedAtMs: null })
      }
      expect(await reconcileGuest(host, web1)).toBe('waiting')
      expect(host.jobs.only(intent)).toMatchObject({ guest: 'web1' })
      host.jobs.end(id, { state: 'done' })
      expect(await reconcileGuest(host, web1)).toBe('settled')
      const archivedAt = intent === 'archive' ? expect.any(String) : null
      expect(host.records.get(web1)).toMatchObject({ intent: null, desired: 'stopped', archivedAt })
    }
  })
}
