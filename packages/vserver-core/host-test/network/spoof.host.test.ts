import { expect, test } from 'vitest'
import { buildProgram } from '../programs.ts'
import { UPLINK } from './host-namespace.ts'
import { type Guest, PacketWorld, startInBackground } from './packet-world.ts'

const FORGED = [
  ...['ipv4-of-neighbour', 'ipv4-of-nobody', 'ipv4-unspecified', 'ipv4-of-gateway', 'ipv4-loopback'],
  ...['ipv4-to-itself', 'ipv6-of-neighbour', 'ipv6-of-nobody', 'ipv6-link-local', 'ipv6-to-mapped'],
  ...['mac-of-neighbour', 'mac-to-neighbour', 'mac-to-all', 'dhcp-server', 'dhcpv6-server'],
  ...['arp-answer-for-neighbour', 'arp-answer-for-gateway', 'arp-gratuitous', 'arp-question-for-neighbour'],
  ...['arp-of-neighbour', 'ns-for-neighbour', 'na-for-neighbour', 'na-for-gateway', 'router-advertisement'],
  ...['router-advertisement-own', 'redirect', 'redirect-own', 'vlan', 'qinq', 'mpls', 'pppoe'],
  ...['unknown-ethertype', 'lldp', 'bridge-protocol', 'source-route', 'record-route', 'fragment-tiny'],
  ...['fragment-over-header', 'fragment-past-end', 'ipv6-fragment-tiny', 'ipv6-fragment-over-header'],
  ...['ipv6-fragment-of-advertisement', 'ipv6-fragment-of-options', 'ipv6-routing'],
  ...['ipv6-hidden-advertisement', 'ipv6-hop-options'],
]
const FLOODS = ['syn-flood', 'small-packet-flood']
const IDLE = [
  ...[
    'idle-multicast',
    'idle-broadcast',
    'idle-metadata',
    'idle-router-solicitation',
    'idle-duplicate-check',
  ],
]
const FAIR = ['fair-to-neighbour', 'fair-to-world', 'fair6-to-neighbour']
const COUNT = 10
const FLOOD_COUNT = 20_000

function send(guest: Guest, kind: string, count: number): void {
  guest.run(buildProgram('forge'), 'send', kind, `${count}`)
}

/** On everything the guest could reach: the neighbour's link from both sides, and what leaves the host. */
async function listen(world: PacketWorld, neighbour: Guest): Promise<() => Promise<number[]>> {
  const forge = buildProgram('forge')
  const ears = [
    await startInBackground(neighbour.enter, forge, 'watch', 'eth0'),
    await startInBackground(world.host.enter, forge, 'watch', neighbour.device),
    await startInBackground(world.host.enter, forge, 'watch', UPLINK),
    await startInBackground(world.host.enterOutside, forge, 'watch', 'world'),
  ]
  return async () => Promise.all(ears.map(async (ear) => Number((await ear.stop())[0])))
}

function openPair() {
  const world = PacketWorld.open()
  return { world, guest: world.addGuest(2), neighbour: world.addGuest(3) }
}

/** How many of each were counted as forged. */
function forge(guest: Guest, kinds: string[], count: number): Record<string, number> {
  let before = guest.use().spoofed
  const counted = kinds.map((kind) => {
    send(guest, kind, count)
    const after = guest.use().spoofed
    const difference = after - before
    before = after
    return [kind, difference]
  })
  return Object.fromEntries(counted)
}

const all = (kinds: string[], count: number) => Object.fromEntries(kinds.map((kind) => [kind, count]))

test('every kind of forged frame is dropped and counted one by one, and nobody hears of it', async () => {
  const { world, guest, neighbour } = openPair()
  const heard = await listen(world, neighbour)
  expect(forge(guest, FORGED, COUNT)).toEqual(all(FORGED, COUNT))
  expect(await heard()).toEqual([0, 0, 0, 0])
})

test('floods from everywhere end at the link, every packet of them counted', async () => {
  const { world, guest, neighbour } = openPair()
  const heard = await listen(world, neighbour)
  expect(forge(guest, FLOODS, FLOOD_COUNT)).toEqual(all(FLOODS, FLOOD_COUNT))
  expect(await heard()).toEqual([0, 0, 0, 0])
})

test('what kernels send by themselves is not called forged, but goes nowhere', async () => {
  const { world, guest, neighbour } = openPair()
  const heard = await listen(world, neighbour)
  const before = guest.use().out.packets
  expect(forge(guest, IDLE, COUNT)).toEqual(all(IDLE, 0))
  expect(guest.use().out.packets - before).toBeGreaterThanOrEqual(IDLE.length * COUNT)
  expect(await heard()).toEqual([0, 0, 0, 0])
})

test("a guest's own packets are heard where they go: the ears of these tests are not deaf", async () => {
  const { world, guest, neighbour } = openPair()
  const heard = await listen(world, neighbour)
  for (const kind of FAIR) send(guest, kind, COUNT)
  expect(guest.use().spoofed).toBe(0)
  const [inside = 0, link = 0, uplink = 0, outside = 0] = await heard()
  expect(Math.min(inside, link)).toBeGreaterThanOrEqual(2 * COUNT)
  expect(Math.min(uplink, outside)).toBeGreaterThanOrEqual(COUNT)
})

test("a link that is no guest's passes nothing, and one that has ended nothing more", async () => {
  const { world, guest, neighbour } = openPair()
  const heard = await listen(world, neighbour)
  world.call('unbind', guest.name)
  const before = guest.use()
  for (const kind of FAIR) send(guest, kind, COUNT)
  expect(guest.use()).toEqual(before)
  expect(await heard()).toEqual([0, 0, 0, 0])
})

test('an address that is taken from a guest is foreign from then on', async () => {
  const { world, guest } = openPair()
  send(guest, 'fair-to-world', COUNT)
  expect(guest.use().spoofed).toBe(0)
  const without = guest.binding().filter((text) => text !== guest.four)
  world.call('bind', guest.name, '2', guest.device, ...without)
  send(guest, 'fair-to-world', COUNT)
  send(guest, 'fair6-to-neighbour', COUNT)
  expect(guest.use().spoofed).toBe(COUNT)
})

test('guests that may not speak with each other do not, though both reach the world', async () => {
  const { world, guest, neighbour } = openPair()
  const NO_PEERS = '0x10'
  world.call('flags', neighbour.name, NO_PEERS)
  const heard = await listen(world, neighbour)
  for (const kind of FAIR) send(guest, kind, COUNT)
  const [inside, link, uplink = 0, outside = 0] = await heard()
  expect([inside, link]).toEqual([0, 0])
  expect(Math.min(uplink, outside)).toBeGreaterThanOrEqual(COUNT)
})
