import type { HostEvent } from '@vserver/core/event/model'
import { guestName, guestRecord, runningGuest, unlimited } from '@vserver/core/testing'
import { GIB, HOUR_MS, MIB, MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { Nightly } from '../loops/nightly.ts'
import { testAgent } from '../testing/test-agent.ts'
import { DiskWatch } from './disk-watch.ts'
import { measureNext } from './measure-loop.ts'

const limit = unlimited({ diskBytes: GIB, diskSoftBytes: 512 * MIB })
const at = '2026-01-01T12:00:00.000Z'

function lineOf(bytes: number) {
  const limits = { bytesLimit: GIB, inodesLimit: null }
  return { name: 'web1', enforcement: 'project' as const, bytes, inodes: 9, ...limits, measuredAt: at }
}

function watched() {
  const test = testAgent({ guests: [runningGuest('web1', limit)] })
  const events: HostEvent[] = []
  const disk = new DiskWatch({ host: test.host, publish: (event) => void events.push(event) })
  const walks = (): number => test.host.faults.calls.filter((call) => call === 'storage.diskUse').length
  return { ...test, disk, events, walks }
}

test('a guest that reaches its soft and its hard limit is told of, once each', async () => {
  const { host, disk, events } = watched()
  for (const bytes of [MIB, MIB, 600 * MIB, GIB, GIB, MIB]) {
    host.disks.guests.splice(0, 1, lineOf(bytes))
    await disk.walk()
  }
  expect(events.map((event) => event.kind === 'disk' && event.disk.level)).toEqual([
    'fine',
    'soft',
    'full',
    'fine',
  ])
})

test('walks are once a minute, and every ten seconds while somebody looks', async () => {
  const { host, disk, walks } = watched()
  const tickFor = async (seconds: number): Promise<void> => {
    for (let tick = 0; tick < seconds; tick += 10) {
      host.advance(10 * SECOND_MS)
      await disk.tick()
    }
  }
  await tickFor(120)
  expect(walks()).toBe(2)
  disk.watch()
  await tickFor(20)
  expect(walks()).toBe(4)
  await tickFor(60)
  expect(walks()).toBe(5)
})

test('a storage that becomes low is told of, and when it has room again', async () => {
  const { host, disk, events } = watched()
  const info = await host.info()
  for (const free of [0.5, 0.04, 0.03, 0.5]) {
    host.info = async () => ({ ...info, storageFreeBytes: info.storageBytes * free })
    await disk.walk()
  }
  expect(events.flatMap((event) => (event.kind === 'storage' ? [event.room.isLow] : []))).toEqual([
    true,
    false,
  ])
})

test('what is used is with the samples, and forgotten with the guest', async () => {
  const { agent, caller, host, outcome } = testAgent({ guests: [runningGuest('web1', limit)] })
  host.disks.guests.push(lineOf(5 * MIB))
  await agent.disk.walk()
  await agent.reconciler.all()
  host.advance(2000)
  await agent.sampler.tick()
  expect(agent.sampler.latest('web1')).toMatchObject({ diskBytes: 5 * MIB, inodes: 9 })
  expect((await caller.storage.diskUse()).guests).toMatchObject([{ name: 'web1', level: 'fine' }])
  await outcome(await caller.guest.delete({ name: guestName('web1') }))
  await expect.poll(async () => (await caller.storage.diskUse()).guests).toEqual([])
})

test('guests that no quota counts are measured in turn, each once an hour', async () => {
  const { host, agent } = testAgent({
    guests: [guestRecord('web1'), guestRecord('web2'), guestRecord('web3')],
  })
  host.disks.guests.push({ ...lineOf(MIB), name: 'web3' })
  host.jobs.outcome = { state: 'done', bytes: 5 * MIB, files: 7 }
  await agent.disk.walk()
  const measured = async (): Promise<string[]> => {
    host.advance(MINUTE_MS)
    await measureNext(agent, new AbortController().signal)
    return [...host.jobs.jobs.values()].map(({ job }) => ('guest' in job && job.guest) || '')
  }
  expect(await measured()).toEqual(['web1'])
  expect(await measured()).toEqual(['web1', 'web2'])
  expect(await measured()).toEqual(['web1', 'web2'])
  host.advance(HOUR_MS)
  expect(await measured()).toEqual(['web1', 'web2', 'web1'])
  await agent.disk.walk()
  expect(agent.disk.latest('web1')).toMatchObject({ enforcement: 'none', bytes: 5 * MIB, inodes: 7 })
})

test('what is done by night is done once a day, in its hour, or never', async () => {
  const { host } = testAgent()
  const hour = new Date(host.now() + 2 * HOUR_MS).getHours()
  let done = 0
  const act = async (): Promise<void> => {
    done += 1
  }
  const nightly = new Nightly(host, { hour, act })
  const never = new Nightly(host, { hour: null, act: () => Promise.reject(new Error('never')) })
  for (let minute = 0; minute < 48 * 60; minute += 10) {
    host.advance(10 * MINUTE_MS)
    await nightly.tick()
    await never.tick()
  }
  expect(done).toBe(2)
})
