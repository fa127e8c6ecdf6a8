import { expect, test } from 'vitest'
import { buildProgram } from '../programs.ts'
import { FAR4, FAR6 } from './host-namespace.ts'
import { PacketWorld, startInBackground } from './packet-world.ts'

const PORT = '5000'
const LIMIT = 100_000_000
const FLOW_MS = 3000

/** Somebody listening in every place. */
async function openFlows() {
  const world = PacketWorld.open()
  const [guest, neighbour] = [world.addGuest(2), world.addGuest(3)]
  const stream = buildProgram('stream')
  for (const enter of [guest.enter, neighbour.enter, world.host.enterOutside]) {
    await startInBackground(enter, stream, 'sink', PORT)
  }
  const outside = (...argv: string[]) => world.host.outside(stream, ...argv)
  const from = { guest: (...argv: string[]) => guest.run(stream, ...argv), outside }
  return { world, guest, neighbour, from }
}

/** Bits per second that arrived. */
function speed(output: string): number {
  const [bytes = 0, microseconds = 0] = output.trim().split(' ').map(Number)
  return (bytes * 8 * 1e6) / microseconds
}

/** Payload of a full packet is 1448 of 1514 bytes, and the queue is emptied after the last byte is sent. */
function expectLimit(bits: number, limit = LIMIT, least = 0.9): void {
  expect(bits / limit).toBeGreaterThan(least)
  expect(bits / limit).toBeLessThan(1.01)
}

test('one TCP flow from a guest with a limit gets all of it and no more, to everywhere', async () => {
  const { world, guest, neighbour, from } = await openFlows()
  world.call('rates', guest.name, `${LIMIT}`, '-')
  for (const to of [FAR4, FAR6, neighbour.four]) {
    expectLimit(speed(from.guest('tcp', to, PORT, `${FLOW_MS}ms`)))
  }
  expect(guest.use().spoofed).toBe(0)
})

test('one TCP flow to a guest with a limit gets all of it and no more', async () => {
  const { world, guest, from } = await openFlows()
  world.call('rates', guest.name, '-', `${LIMIT}`)
  for (const to of [guest.four, guest.six]) expectLimit(speed(from.outside('tcp', to, PORT, `${FLOW_MS}ms`)))
})

test('UDP that is sent twice as fast is held to the limit, and what is dropped is counted', async () => {
  const { world, guest, from } = await openFlows()
  world.call('rates', guest.name, `${LIMIT}`, `${LIMIT}`)
  const before = guest.use().rateDropped
  const out = speed(from.guest('udp', FAR4, PORT, `${FLOW_MS}`, `${2 * LIMIT}`))
  expect(out / LIMIT).toBeLessThan(1.02)
  expect(out / LIMIT).toBeGreaterThan(0.6)
  const between = guest.use().rateDropped
  expect(between).toBeGreaterThan(before)
  expect(speed(from.outside('udp', guest.four, PORT, `${FLOW_MS}`, `${2 * LIMIT}`)) / LIMIT).toBeLessThan(
    1.02,
  )
  expect(guest.use().rateDropped).toBeGreaterThan(between)
})

test('a limit is told as the kernel has it, changes while it is used, and ends', async () => {
  const { world, guest, from } = await openFlows()
  const told = () => world.call('show-rates', guest.name).trim().split(' ').slice(0, 2)
  const infinity = `${2n ** 64n - 1n}`
  expect(told()).toEqual([infinity, infinity])
  world.call('rates', guest.name, '20000000', '80000000000')
  expect(told()).toEqual(['20000000', '80000000000'])
  expectLimit(speed(from.guest('tcp', FAR4, PORT, `${FLOW_MS}ms`)), 20_000_000, 0.8)
  world.call('rates', guest.name, '50000000', '-')
  expect(told()).toEqual(['50000000', infinity])
  expectLimit(speed(from.guest('tcp', FAR4, PORT, `${FLOW_MS}ms`)), 50_000_000, 0.8)
  world.call('rates', guest.name, '-', '-')
  expect(told()).toEqual([infinity, infinity])
  expect(speed(from.guest('tcp', FAR4, PORT, '500ms'))).toBeGreaterThan(2 * LIMIT)
})

test('what a guest has been told of dropped packets does not go back when its limit or its link ends', async () => {
  const { world, guest, from } = await openFlows()
  world.call('rates', guest.name, `${LIMIT}`, '-')
  from.guest('udp', FAR4, PORT, '500', `${3 * LIMIT}`)
  const dropped = guest.use().rateDropped
  expect(dropped).toBeGreaterThan(0)
  world.call('rates', guest.name, '-', '-')
  expect(guest.use().rateDropped).toBe(dropped)
  world.call('unbind', guest.name)
  expect(guest.use().rateDropped).toBe(dropped)
})

test('a limit whose way to the class was taken away by root is told as none, and holds when it is set again', async () => {
  const { world, guest, from } = await openFlows()
  const told = () => world.call('show-rates', guest.name).trim().split(' ')[0]
  world.call('rates', guest.name, '20000000', '-')
  world.host.run('tc', 'filter', 'del', 'dev', guest.device, 'ingress', 'pref', `${0x7654}`)
  expect(told()).toBe(`${2n ** 64n - 1n}`)
  world.call('rates', guest.name, '20000000', '-')
  expect(told()).toBe('20000000')
  expectLimit(speed(from.guest('tcp', FAR4, PORT, `${FLOW_MS}ms`)), 20_000_000, 0.8)
})
