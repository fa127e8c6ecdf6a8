import type { HostEvent } from '@vserver/core/event/model'
import { guestName, runningGuest } from '@vserver/core/testing'
import { SECOND_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'
import { TrafficWatch } from './traffic-watch.ts'

const none = { bytes: 0, packets: 0 }

function counters(name: string, inBytes: number) {
  return {
    name,
    in4: { bytes: inBytes, packets: 1 },
    in6: none,
    out4: none,
    out6: none,
    spoofed: 0,
    rateDropped: 0,
  }
}

function watched() {
  const { host, ...rest } = testAgent({ guests: [runningGuest('web1')] })
  const events: HostEvent[] = []
  const fresh = () => new TrafficWatch({ host, publish: (event) => void events.push(event) })
  const readings = () => host.faults.calls.filter((call) => call === 'network.use').length
  const inBytes = async (watch: TrafficWatch) => (await watch.latest('web1'))?.in4.bytes
  return { ...rest, host, events, fresh, readings, inBytes }
}

test('traffic is counted once a minute, and every ten seconds while somebody looks', async () => {
  const { host, fresh, readings } = watched()
  const watch = fresh()
  const tickFor = async (seconds: number) => {
    for (let tick = 0; tick < seconds; tick += 10) {
      host.advance(10 * SECOND_MS)
      await watch.tick()
    }
  }
  await tickFor(120)
  expect(readings()).toBe(2)
  await watch.latest('web1')
  await tickFor(20)
  expect(readings()).toBe(4)
  await tickFor(60)
  expect(readings()).toBe(5)
})

test('an agent that ends loses nothing, and a start of the host adds to what was', async () => {
  const { host, fresh, inBytes } = watched()
  host.nets.use = [counters('web1', 100)]
  const first = fresh()
  await first.read()
  host.nets.use = [counters('web1', 150)]
  const second = fresh()
  await second.read()
  expect(await inBytes(second)).toBe(150)
  host.advance(60 * SECOND_MS)
  await second.read()
  host.traffic.bootId = async () => 'boot-2'
  host.nets.use = [counters('web1', 30)]
  const third = fresh()
  await third.read()
  expect(await inBytes(third)).toBe(180)
})

test('what is counted is told, what is not is not, and strangers are left out', async () => {
  const { host, events, fresh } = watched()
  const watch = fresh()
  host.nets.use = [counters('web1', 7), counters('stranger', 9)]
  await watch.read()
  await watch.read()
  expect(events.map((event) => event.kind === 'traffic' && event.traffic)).toMatchObject([
    { name: 'web1', in4: { bytes: 7 } },
  ])
})

test('a guest that is made under the name of a deleted one begins with nothing', async () => {
  const { host, caller, outcome, agent, inBytes } = watched()
  host.nets.use = [counters('web1', 100)]
  await agent.traffic.read()
  await outcome(await caller.guest.delete({ name: guestName('web1') }))
  host.nets.use = []
  await agent.traffic.read()
  expect(await caller.traffic.list()).toEqual([])
  host.records.set(guestName('web1'), runningGuest('web1'))
  host.nets.use = [counters('web1', 5)]
  await agent.traffic.read()
  expect(await inBytes(agent.traffic)).toBe(5)
})
