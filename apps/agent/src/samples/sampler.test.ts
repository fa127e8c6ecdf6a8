import type { HostEvent } from '@vserver/core/event/model'
import type { GuestRecord } from '@vserver/core/guest/model'
import { samplesOf } from '@vserver/core/sample'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const web1 = guestName('web1')

function sampled(guests: GuestRecord[] = [runningGuest('web1')]) {
  const all = testAgent({ guests })
  const { agent, host } = all
  const samplesOf = (name: string) => all.caller.sample.history({ name: guestName(name) })
  const tickFor = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 2) {
      host.advance(2000)
      await agent.sampler.tick()
    }
  }
  const readings = () => host.faults.calls.filter((call) => call === 'runtime.readCounters').length
  const use = (cpuUsageMicroseconds: number) => {
    const counters = host.kernel.counters.get(web1)
    if (counters !== undefined) host.kernel.counters.set(web1, { ...counters, cpuUsageMicroseconds })
  }
  return { ...all, use, samplesOf, tickFor, readings, begin: () => agent.reconciler.all() }
}

test('running guests are sampled, others are not', async () => {
  const { begin, tickFor, samplesOf, caller } = sampled([runningGuest('web1'), guestRecord('web2')])
  await begin()
  await tickFor(2)
  const samples = await samplesOf('web1')
  expect(samples.map((sample) => sample.uptimeSeconds)).toEqual([2])
  expect(await caller.sample.latest()).toEqual({ web1: samples[0] })
  expect(await samplesOf('web2')).toEqual([])
})

test('a guest is read each ten seconds, and each two while somebody looks at it', async () => {
  const { begin, tickFor, readings, samplesOf, agent } = sampled()
  await begin()
  await tickFor(12)
  const before = readings()
  await tickFor(40)
  expect(readings() - before).toBe(4)
  await samplesOf('web1')
  await tickFor(20)
  expect(readings() - before).toBe(14)
  await tickFor(40)
  expect(readings() - before).toBeLessThan(24)
  expect(agent.sampler.names()).toEqual(['web1'])
})

test('guests take turns', async () => {
  const guests = Array.from({ length: 10 }, (_, index) => ({
    ...runningGuest(`web${index}`),
    xid: (index + 2) as GuestRecord['xid'],
  }))
  const { begin, tickFor, readings } = sampled(guests)
  await begin()
  await tickFor(10)
  for (let tick = 0; tick < 5; tick++) {
    const before = readings()
    await tickFor(2)
    expect(readings() - before).toBe(2)
  }
})

test('what is older than the agent is read twice before it gives a sample', async () => {
  const { begin, tickFor, samplesOf, host, use } = sampled()
  use(900_000_000)
  host.advance(3_600_000)
  await begin()
  await tickFor(2)
  expect(await samplesOf('web1')).toEqual([])
  await tickFor(2)
  expect(await samplesOf('web1')).toMatchObject([{ cpuMillicores: 0, uptimeSeconds: 3604 }])
})

test('a guest that was started again begins anew, and one that ended is left alone', async () => {
  const { begin, tickFor, samplesOf, host, caller, readings, use } = sampled()
  await begin()
  use(5_000_000)
  await tickFor(10)
  host.kernel.exit(web1, 'reboot')
  host.kernel.boot(runningGuest('web1'))
  await tickFor(10)
  expect((await samplesOf('web1')).at(-1)?.uptimeSeconds).toBeLessThan(10)
  host.kernel.exit(web1, 'halt')
  await tickFor(10)
  const before = readings()
  await tickFor(20)
  expect(readings()).toBe(before)
  expect(await caller.sample.latest()).toEqual({})
})

test('what other loops know is in the sample', async () => {
  const { begin, tickFor, samplesOf, agent, host } = sampled()
  const none = { bytes: 0, packets: 0 }
  const counted = (bytes: number) => [
    {
      name: 'web1',
      in4: { bytes, packets: 3 },
      in6: none,
      out4: none,
      out6: none,
      spoofed: 0,
      rateDropped: 0,
    },
  ]
  await begin()
  host.nets.use = counted(1000)
  await agent.traffic.read()
  host.advance(10_000)
  host.nets.use = counted(6000)
  await agent.traffic.read()
  await tickFor(2)
  expect(await samplesOf('web1')).toMatchObject([
    { networkIn4Bytes: 500, networkOut6Bytes: 0, diskBytes: null },
  ])
  await tickFor(120)
  expect((await samplesOf('web1')).at(-1)).toMatchObject({ networkIn4Bytes: null })
})

test('samples are told once a tick, and those after a time', async () => {
  const { begin, tickFor, agent, caller } = sampled()
  const events: HostEvent[] = []
  const ending = new AbortController()
  const told = (async () => {
    for await (const message of agent.events.subscribe(undefined, ending.signal))
      events.push(...message.events)
  })()
  await begin()
  await caller.sample.history({ name: web1 })
  await tickFor(6)
  const samples = await caller.sample.history({ name: web1 })
  expect(samples.map((sample) => sample.uptimeSeconds)).toEqual([2, 4, 6])
  expect(await caller.sample.history({ name: web1, sinceMs: samples[1]?.at })).toEqual([samples[2]])
  ending.abort()
  await told
  const heard = events.flatMap((event) => (event.kind === 'samples' ? [samplesOf(event.samples)] : []))
  expect(heard).toEqual(samples.map((sample) => new Map([['web1', sample]])))
})
