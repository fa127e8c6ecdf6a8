import { expect, test } from 'vitest'
import { buildProgram } from '../programs.ts'
import { FAR4, FAR6, UPLINK } from './host-namespace.ts'
import { type Guest, PacketWorld, startInBackground } from './packet-world.ts'

const PORT = '5000'
const FLOW_BYTES = 160 * 2 ** 20
const SMALL_BYTES = 16 * 2 ** 20
const FULL = 1448

async function openFlows() {
  const world = PacketWorld.open()
  const [guest, neighbour] = [world.addGuest(2), world.addGuest(3)]
  const stream = buildProgram('stream')
  for (const enter of [guest.enter, neighbour.enter, world.host.enterOutside]) {
    await startInBackground(enter, stream, 'sink', PORT)
  }
  return { world, guest, neighbour, stream }
}

/**
 * What the programs have counted more than the interface. Not nothing at first: the host greets a link whose
 * other end is still down, which the program sees and the interface drops.
 */
function difference(guest: Guest): { in: number; out: number } {
  for (;;) {
    const [counted, had, again] = [guest.use(), guest.interfaceUse(), guest.use()]
    const isStill = counted.in.bytes === again.in.bytes && counted.out.bytes === again.out.bytes
    if (isStill) return { in: counted.in.bytes - had.in, out: counted.out.bytes - had.out }
  }
}

test('a gigabyte of mixed traffic is counted to the byte as the interface has it', async () => {
  const { world, guest, neighbour, stream } = await openFlows()
  const before = [difference(guest), difference(neighbour)]
  for (const to of [FAR4, FAR6, neighbour.four, neighbour.six]) {
    guest.run(stream, 'tcp', to, PORT, `${FLOW_BYTES}`)
  }
  for (const to of [guest.four, guest.six]) world.host.outside(stream, 'tcp', to, PORT, `${FLOW_BYTES}`)
  guest.run(stream, 'udp', FAR4, PORT, '500', '100000000', '3000') // in fragments
  guest.run(stream, 'udp', FAR6, PORT, '500', '100000000', '200')
  expect(guest.use().spoofed).toBe(0)
  const use = guest.use()
  expect(use.out.bytes + use.in.bytes).toBeGreaterThan(6 * FLOW_BYTES)
  expect([difference(guest), difference(neighbour)]).toEqual(before)
  // Large segments are as many packets as they become.
  expect(guest.use().out.packets).toBeGreaterThan((4 * FLOW_BYTES) / FULL)
})

test('counters outlive the guest and its link, move with its number, and end with the guest', async () => {
  const { world, guest, stream } = await openFlows()
  guest.run(stream, 'tcp', FAR4, PORT, `${SMALL_BYTES}`)
  world.call('unbind', guest.name)
  const before = guest.use()
  world.host.run('ip', 'link', 'del', guest.device)
  expect(guest.use()).toEqual(before)
  world.addGuest(4) // another one does not disturb
  world.host.run('ip', 'link', 'add', 'other', 'type', 'veth', 'peer', 'name', 'end')
  world.call('bind', guest.name, '5', 'other', ...guest.binding())
  expect(guest.use()).toEqual(before)
  world.call('forget', guest.name)
  expect(() => guest.use()).toThrow(/No such file/)
})

test('a new guest with the number of one that was never forgotten begins at nothing', async () => {
  const { world, guest, stream } = await openFlows()
  guest.run(stream, 'tcp', FAR4, PORT, `${SMALL_BYTES}`)
  world.call('bind', 'later', '2', guest.device, ...guest.binding())
  const figures = world.call('use', 'later').trim().split(' ').map(Number)
  expect(figures[0]).toBe(0) // IPv4 in and out; greetings of IPv6 may come at any time
  expect(figures[4]).toBe(0)
})

test('on the short way packets arrive whole and counted, and do not pass the host end of the receiver', async () => {
  const { world, guest, neighbour, stream } = await openFlows()
  world.call('host', UPLINK)
  const before = neighbour.interfaceUse()
  for (const to of [neighbour.four, neighbour.six]) {
    const [bytes] = guest.run(stream, 'tcp', to, PORT, `${SMALL_BYTES}`).split(' ')
    expect(Number(bytes)).toBe(SMALL_BYTES)
    const [outside] = world.host.outside(stream, 'tcp', to, PORT, `${SMALL_BYTES}`).split(' ')
    expect(Number(outside)).toBe(SMALL_BYTES)
  }
  expect(neighbour.interfaceUse().in - before.in).toBeLessThan(10_000) // what kernels greet each other with
  expect(neighbour.use().in.bytes).toBeGreaterThan(4 * SMALL_BYTES)
  expect(neighbour.use().in.packets).toBeGreaterThan((4 * SMALL_BYTES) / FULL)
  expect(guest.use().spoofed + neighbour.use().spoofed).toBe(0)
})

test.each([
  ['NAT', '0x01'],
  ['a firewall', '0x02'],
  ['another reason', '0x20'],
])('with %s at either end packets take the whole way', async (_reason, flags) => {
  const { world, guest, neighbour, stream } = await openFlows()
  world.call('host', UPLINK)
  for (const slow of [guest, neighbour]) {
    world.call('flags', slow.name, flags)
    const before = neighbour.interfaceUse()
    guest.run(stream, 'tcp', neighbour.four, PORT, '1000000')
    expect(neighbour.interfaceUse().in - before.in).toBeGreaterThan(1_000_000)
    world.call('flags', slow.name, '0')
  }
})

test('a packet at its last hop is answered by the host, also where there is a short way', async () => {
  const { world, guest, neighbour } = await openFlows()
  world.call('host', UPLINK)
  guest.run(buildProgram('forge'), 'send', 'fair-last-hop', '1')
  expect(guest.use().in4.packets).toBe(1) // time exceeded
  expect(neighbour.use().in4.packets).toBe(0)
})

test('when the receiver is gone, its packets are too, and the sender goes on', async () => {
  const { world, guest, neighbour, stream } = await openFlows()
  world.call('host', UPLINK)
  guest.run(stream, 'tcp', neighbour.four, PORT, '1000000')
  world.host.run('ip', 'link', 'del', neighbour.device)
  guest.run(buildProgram('forge'), 'send', 'fair-to-neighbour', '10')
  const [bytes] = guest.run(stream, 'tcp', FAR4, PORT, '1000000').split(' ')
  expect(Number(bytes)).toBe(1_000_000)
})

test("the short way leaves the uplink as it was, with somebody else's hooks or without", async () => {
  const { world } = await openFlows()
  const shown = () =>
    world.host.run('tc', 'qdisc', 'show', 'dev', UPLINK) + world.host.run('ip', '-br', 'link')
  const bare = shown()
  world.call('host', UPLINK)
  expect(shown()).not.toBe(bare)
  world.call('rates', 'guest2', '1000000', '-')
  world.call('clear')
  expect(shown()).toBe(bare)
  world.host.run('tc', 'qdisc', 'add', 'dev', UPLINK, 'clsact')
  const hooked = shown()
  world.call('host', UPLINK)
  world.call('clear')
  expect(shown()).toBe(hooked)
})
