import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { HOUR_MS, MIB } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import { fileStore } from '../store/store.ts'
import { StoredGuests } from '../store/stored-guests.ts'
import { testAgent } from '../testing/test-agent.ts'
import { SampleHistory } from './sample-history.ts'

const web1 = guestName('web1')

async function lived(seconds: number, guests = [runningGuest('web1'), guestRecord('web2')]) {
  const all = testAgent({ guests })
  const { agent, host, caller } = all
  const live = async (more: number) => {
    for (let second = 0; second < more; second += 2) {
      host.advance(2000)
      await agent.sampler.tick()
      if (second % 10 === 8) await agent.samples.flush()
    }
  }
  const last = (name: string, backMs: number) =>
    caller.sample.range({ name: guestName(name), fromMs: host.now() - backMs, toMs: host.now() })
  await agent.reconciler.all()
  await live(seconds)
  return { ...all, live, last }
}

test('samples are the same before and after the store has taken them', async () => {
  const { agent, host, caller } = await lived(0)
  host.advance(2000)
  await agent.sampler.tick()
  const before = await caller.sample.history({ name: web1 })
  await agent.samples.flush()
  expect(before).toMatchObject([{ memoryBytes: 20 * MIB, processes: 8, networkIn4Bytes: null }])
  expect(await caller.sample.history({ name: web1 })).toEqual(before)
})

test('a range of a guest and of the host is a table without holes', async () => {
  const { host, caller, last } = await lived(120)
  const series = await last('web1', 100_000)
  // The last ten seconds may be still to come.
  expect(series.stepSeconds).toBe(2)
  expect(new Set(series.average.memoryBytes?.slice(0, -6))).toEqual(new Set([20 * MIB]))
  expect(series.at).toHaveLength(series.average.memoryBytes?.length ?? 0)
  const hostSeries = await caller.sample.hostRange({ fromMs: host.now() - 60_000, toMs: host.now() })
  expect(hostSeries.average.guestsRunning).toContain(1)
  expect((await last('web2', 100_000)).average.memoryBytes?.every((value) => value === null)).toBe(true)
})

test('only the metrics that were asked for are told', async () => {
  const { host, caller } = await lived(20)
  const range = { name: web1, fromMs: host.now() - 20_000, toMs: host.now(), metrics: ['load1' as const] }
  expect(Object.keys((await caller.sample.range(range)).maximum)).toEqual(['load1'])
})

test('a range that ends before it begins, and one of nobody, is refused', async () => {
  const { caller } = await lived(0)
  await expect(caller.sample.range({ name: web1, fromMs: 5, toMs: 5 })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  })
  await expect(caller.sample.range({ name: guestName('nobody'), fromMs: 0, toMs: 5 })).rejects.toMatchObject({
    cause: { code: 'NOT_FOUND' },
  })
})

test('the guests that use most come first', async () => {
  const guests = ['web1', 'web2', 'web3'].map((name) => runningGuest(name))
  const { caller, host, live } = await lived(10, guests)
  const use = async (name: string, memoryBytes: number) => {
    const counters = await host.runtime.readCounters(guestName(name))
    if (counters !== null) host.kernel.counters.set(guestName(name), { ...counters, memoryBytes })
  }
  await use('web2', 90 * MIB)
  await use('web3', 50 * MIB)
  await live(12)
  expect(await caller.sample.top({ metric: 'memoryBytes', limit: 2 })).toEqual([
    { name: 'web2', value: 90 * MIB },
    { name: 'web3', value: 50 * MIB },
  ])
  expect(await caller.sample.top({ metric: 'networkIn4Bytes' })).toEqual([])
})

test('readings every two seconds are told thinned when they are old', async () => {
  const { caller, live } = await lived(10)
  await caller.sample.history({ name: web1 })
  await live(28)
  const fresh = await caller.sample.history({ name: web1 })
  expect(fresh.length).toBeGreaterThan(14)
  await live(1200)
  const old = await caller.sample.history({ name: web1 })
  expect(old.filter(({ uptimeSeconds }) => uptimeSeconds < 40).length).toBeLessThan(8)
})

test('what a killed agent had given to the store is there for the next one', async () => {
  const directory = await mkdtemp('/tmp/vserver-samples-')
  onTestFinished(() => rm(directory, { recursive: true }))
  const log = { info: () => {}, error: (_: string, error: unknown) => expect.unreachable(String(error)) }
  const key = guestRecord('web1')
  const { agent, caller, host } = await lived(10)
  const [sample] = await caller.sample.history({ name: web1 })
  if (sample === undefined) throw new Error('no sample')
  expect(agent.sampler.latest('web1')).not.toBeNull()
  for (const round of [1, 2, 3]) {
    const store = fileStore(`${directory}/store.sqlite`, log)
    const history = new SampleHistory({ store, storedGuests: new StoredGuests(store), now: host.now })
    expect(await history.since(key, 0)).toHaveLength(round - 1)
    history.add(key, { sample: { ...sample, at: host.now() - HOUR_MS / 2 + round * 10_000 }, seconds: 10 })
    await history.flush()
    await store.close()
  }
}, 60_000)

/** Samples and gives each reading to the store at once, and says how many the store has. */
const SAMPLING_AGENT = `
  const [, , samples, stores, guests, file, key] = process.argv
  const { SampleHistory } = await import(samples)
  const { fileStore } = await import(stores)
  const { StoredGuests } = await import(guests)
  const store = fileStore(file, { info: () => {}, error: (_, error) => { throw error } })
  const history = new SampleHistory({ store, storedGuests: new StoredGuests(store), now: Date.now })
  const beganMs = Date.now()
  for (let taken = 1; ; taken++) {
    history.add(JSON.parse(key), { sample: { at: beganMs + taken, memoryBytes: taken * ${MIB} }, seconds: 10 })
    await history.flush()
    process.stdout.write(taken + '\\n')
  }
`

test.each([3, 8, 13])(
  'an agent that is killed loses at most what it was about to give to the store: after %i readings',
  async (until) => {
    const directory = await mkdtemp('/tmp/vserver-samples-')
    onTestFinished(() => rm(directory, { recursive: true }))
    const file = `${directory}/store.sqlite`
    const key = guestRecord('web1')
    const modules = ['sample-history.ts', '../store/store.ts', '../store/stored-guests.ts']
    const paths = modules.map((name) => path.join(import.meta.dirname, name))
    const program = `${directory}/agent.mjs`
    await writeFile(program, SAMPLING_AGENT)
    const args = [program, ...paths, file, JSON.stringify(key)]
    const agent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let told = 0
    createInterface({ input: agent.stdout }).on('line', (line) => {
      told = Number(line)
      if (told >= until) agent.kill('SIGKILL')
    })
    await once(agent, 'close')
    const log = { info: () => {}, error: (_: string, error: unknown) => expect.unreachable(String(error)) }
    const store = fileStore(file, log)
    const history = new SampleHistory({ store, storedGuests: new StoredGuests(store), now: Date.now })
    const kept = (await history.since(key, 0)).map(({ memoryBytes }) => Math.round(Number(memoryBytes) / MIB))
    await store.close()
    expect(told).toBeGreaterThanOrEqual(until)
    expect([told, told + 1]).toContain(kept.length)
    expect(kept).toEqual(kept.map((_, index) => index + 1))
  },
  60_000,
)
