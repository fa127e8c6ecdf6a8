import { expect, test } from 'vitest'
import { stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { runShell } from '../run-in-guest.ts'
import { patient } from '../slowness.ts'
import { FAR4, FAR6, GATEWAY4, GATEWAY6, HOST4, HOST6, UPLINK } from './host-namespace.ts'
import { answered, openWithHost, privateNetwork, reach, reachFrom } from './private-guest.ts'

const ONE = GuestName.parse('one')

test('addresses and MTU of a running guest are changed at once, and told as the kernel has them', async () => {
  const { host, scratch } = await openWithHost()
  const { network } = scratch.host
  const first = privateNetwork({ addresses: ['203.0.113.9/32'] })
  const second = privateNetwork({
    addresses: ['203.0.113.20/32', '203.0.113.9/32', '2001:db8:203::20/128', '2001:db8:203::9/128'],
    mtu: 1400,
  })
  await scratch.createTiny('one', { network: first })
  expect(await network.get(ONE)).toMatchObject({
    ...{ network: first, device: expect.stringMatching(/^vs\d+$/) },
    ...{ programs: 2, programsMissing: 0 },
  })
  expect(await network.set(ONE, second)).toEqual(second)
  expect((await network.get(ONE)).network).toEqual(second)
  expect(await reach(scratch, 'one', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
  const own = (await runShell(scratch.host, 'one', 'ip addr show eth0; ip route; ip -6 route')).output
  expect(own).toMatch(/mtu 1400/)
  expect(own).toMatch(/default via 169\.254\.0\.1 .*src 203\.0\.113\.20/)
  expect(own).toMatch(/default via fe80::1 .*src 2001:db8:203::20/)
  expect(await network.set(ONE, first)).toEqual(first)
  expect(await reach(scratch, 'one', FAR4)).toBe(answered(FAR4))
  const gone = ['203.0.113.20', '2001:db8:203::20']
  expect(reachFrom((...argv) => host.outside(...argv), ...gone)).not.toMatch(/answers/)
  expect((await runShell(scratch.host, 'one', 'ip addr show eth0')).output).not.toMatch(/203::20|113\.20/)
})

test('a change that is refused leaves all as it was', async () => {
  const { scratch } = await openWithHost()
  const { network } = scratch.host
  const had = privateNetwork({ addresses: ['203.0.113.9/32'] })
  await scratch.createTiny('one', { network: had })
  await scratch.createTiny('two', { network: privateNetwork({ addresses: ['203.0.113.10/32'] }) })
  const attempts = [
    [privateNetwork({ addresses: ['203.0.113.9/32', '203.0.113.10/32'] }), 'address-1:two', 'EADDRINUSE'],
    [privateNetwork({ addresses: [`${HOST4}/32`] }), 'address-0', 'EADDRNOTAVAIL'],
    [
      privateNetwork({ link: 'bridge', parent: 'br0', addresses: ['203.0.113.9/24'], peers: false }),
      'mode',
      'EBUSY',
    ],
  ] as const
  for (const [wanted, stage, code] of attempts) {
    await expect(network.set(ONE, wanted)).rejects.toMatchObject({ cause: { stage, code } })
  }
  expect((await network.get(ONE)).network).toEqual(had)
  expect(await reach(scratch, 'one', FAR4)).toBe(answered(FAR4))
  await stopGuest(scratch.host, ONE)
  await expect(network.set(ONE, had)).rejects.toMatchObject({ code: 'INVALID_STATE' })
})

test('the host tells its uplink and its own addresses', async () => {
  const { host, scratch } = await openWithHost()
  const found = await scratch.host.network.probe()
  expect(found).toMatchObject({ uplink: UPLINK, uplinkMtu: 1500, blocker: null })
  expect(found.addresses).toEqual([`${HOST4}/24`, '2001:db8:100::2/64'])
  expect(found.features).toEqual(expect.arrayContaining(['ipv4', 'ipv6']))
  host.run('ip', 'route', 'del', 'default')
  host.run('ip', '-6', 'route', 'del', 'default')
  const without = await scratch.host.network.probe()
  expect(without.uplink).toBe(null)
  expect(without.features).not.toContain('ipv4')
})

test("a guest in the network of the host's neighbours is found by them, until it stops", async () => {
  const { host, scratch } = await openWithHost()
  const addresses = ['198.51.100.9', '2001:db8:100::9']
  const network = privateNetwork({ addresses: ['198.51.100.9/32', '2001:db8:100::9/128'] })
  await scratch.createTiny('one', { network })
  const outside = (...argv: string[]) => host.outside(...argv)
  expect(reachFrom(outside, ...addresses)).toBe(answered(...addresses))
  expect(await reach(scratch, 'one', GATEWAY4, GATEWAY6)).toBe(answered(GATEWAY4, GATEWAY6))
  await stopGuest(scratch.host, ONE)
  expect(host.run('ip', 'neigh', 'show', 'proxy') + host.run('ip', '-6', 'neigh', 'show', 'proxy')).toBe('')
})

test('a guest is found by neighbours of the host again once the uplink is up again', async () => {
  const { host, scratch } = await openWithHost()
  const addresses = ['198.51.100.9', '2001:db8:100::9']
  const proxies = () =>
    host.run('ip', 'neigh', 'show', 'proxy') + host.run('ip', '-6', 'neigh', 'show', 'proxy')
  const network = privateNetwork({ addresses: ['198.51.100.9/32', '2001:db8:100::9/128'] })
  await scratch.createTiny('one', { network })
  host.run('ip', 'link', 'set', UPLINK, 'down')
  expect(proxies()).toBe('')
  host.run('ip', 'link', 'set', UPLINK, 'up')
  for (const address of [`${HOST6}/64`, 'fe80::2/64']) {
    host.run('ip', 'address', 'add', address, 'dev', UPLINK, 'nodad')
  }
  for (const gateway of [GATEWAY4, GATEWAY6]) host.run('ip', 'route', 'add', 'default', 'via', gateway)
  const ask = () => reachFrom((...argv) => host.outside(...argv), ...addresses)
  await expect.poll(ask, { timeout: patient(15_000), interval: 100 }).toBe(answered(...addresses))
  await stopGuest(scratch.host, ONE)
  expect(proxies()).toBe('')
})

test('a proxy that somebody else has set stays when the guest stops', async () => {
  const { host, scratch } = await openWithHost()
  host.run('ip', 'neigh', 'add', 'proxy', '198.51.100.9', 'dev', UPLINK)
  await scratch.createTiny('one', { network: privateNetwork({ addresses: ['198.51.100.9/32'] }) })
  await stopGuest(scratch.host, ONE)
  expect(host.run('ip', 'neigh', 'show', 'proxy')).toMatch(/^198\.51\.100\.9 /)
})

test('a route that somebody else has made to the address is not replaced', async () => {
  const { host, scratch } = await openWithHost()
  host.run('ip', 'route', 'add', '203.0.113.9/32', 'via', GATEWAY4)
  const started = scratch.createTiny('one', { network: privateNetwork({ addresses: ['203.0.113.9/32'] }) })
  await expect(started).rejects.toMatchObject({ cause: { code: 'EEXIST' } })
  expect(host.run('ip', 'route', 'show', '203.0.113.9')).toMatch(/via 198\.51\.100\.1/)
})
