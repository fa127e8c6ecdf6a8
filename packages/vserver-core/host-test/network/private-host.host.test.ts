import { expect, test } from 'vitest'
import { startGuest, stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { runShell } from '../run-in-guest.ts'
import { FAR4, FAR6, GATEWAY4, GATEWAY6, UPLINK } from './host-namespace.ts'
import { answered, openWithHost, privateNetwork, reach, until } from './private-guest.ts'

const ONE = { addresses: ['203.0.113.9/32', '2001:db8:203::9/128'] }
const TWO = { addresses: ['203.0.113.10/32', '2001:db8:203::10/128'] }

test('on a host without IPv6 guests have IPv4 to the world, and IPv6 among themselves', async () => {
  const { host, scratch } = await openWithHost({ withoutIpv6: true })
  await scratch.createTiny('four', { network: privateNetwork({ addresses: ['203.0.113.11/32'] }) })
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  await scratch.createTiny('two', { network: privateNetwork(TWO) })
  expect(await reach(scratch, 'four', FAR4)).toBe(answered(FAR4))
  expect(await reach(scratch, 'one', FAR4, '2001:db8:203::10')).toBe(answered(FAR4, '2001:db8:203::10'))
  expect(host.run('sysctl', '-n', `net.ipv6.conf.${UPLINK}.disable_ipv6`)).toBe('1\n')
})

test('guests start on a host whose uplink is gone, and reach the world when it is back', async () => {
  const { host, scratch } = await openWithHost()
  host.run('ip', 'link', 'set', UPLINK, 'down')
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  await scratch.createTiny('two', { network: privateNetwork(TWO) })
  expect(await reach(scratch, 'one', '203.0.113.10', '2001:db8:203::10')).toBe(
    answered('203.0.113.10', '2001:db8:203::10'),
  )
  host.run('ip', 'link', 'set', UPLINK, 'up')
  host.run('ip', 'route', 'add', 'default', 'via', GATEWAY4)
  host.run('ip', '-6', 'addr', 'replace', '2001:db8:100::2/64', 'dev', UPLINK, 'nodad')
  host.run('ip', '-6', 'addr', 'replace', 'fe80::2/64', 'dev', UPLINK, 'nodad')
  host.run('ip', '-6', 'route', 'replace', 'default', 'via', GATEWAY6)
  await scratch.host.network.probe()
  expect(await reach(scratch, 'one', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
})

test('a renamed uplink changes nothing for guests that run, nor for those that start', async () => {
  const { host, scratch } = await openWithHost()
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  host.run('ip', 'link', 'set', UPLINK, 'down')
  host.run('ip', 'link', 'set', UPLINK, 'name', 'wan0')
  host.run('ip', 'link', 'set', 'wan0', 'up')
  host.run('ip', 'route', 'add', 'default', 'via', GATEWAY4)
  await scratch.createTiny('two', { network: privateNetwork({ addresses: ['203.0.113.10/32'] }) })
  for (const guest of ['one', 'two']) expect(await reach(scratch, guest, FAR4)).toBe(answered(FAR4))
})

test('a guest takes the MTU of the uplink, or its own', async () => {
  const { host, scratch } = await openWithHost()
  host.run('ip', 'link', 'set', UPLINK, 'mtu', '1450')
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  await scratch.createTiny('two', { network: privateNetwork({ ...TWO, mtu: 1300 }) })
  const mtu = async (guest: string) =>
    (await runShell(scratch.host, guest, 'cat /sys/class/net/eth0/mtu')).output
  expect([await mtu('one'), await mtu('two')]).toEqual(['1450\n', '1300\n'])
})

test('a guest is a port of a bridge of the host', async () => {
  const { host, scratch } = await openWithHost()
  host.run('ip', 'link', 'add', 'br0', 'type', 'bridge')
  host.run('ip', 'link', 'set', 'br0', 'up')
  host.run('ip', 'addr', 'add', '192.0.2.1/24', 'dev', 'br0')
  const network = { link: 'bridge', parent: 'br0', peers: false, gateways: ['192.0.2.1'] }
  await scratch.createTiny('one', { network: privateNetwork({ ...network, addresses: ['192.0.2.9/24'] }) })
  await scratch.createTiny('two', { network: privateNetwork({ ...network, addresses: ['192.0.2.10/24'] }) })
  expect(await reach(scratch, 'one', '192.0.2.1', '192.0.2.10')).toBe(answered('192.0.2.1', '192.0.2.10'))
  await stopGuest(scratch.host, GuestName.parse('one'))
  await until(() => host.run('bridge', 'link').split('\n').filter(Boolean).length === 1)
  await startGuest(scratch.host, GuestName.parse('one'))
  expect(await reach(scratch, 'two', '192.0.2.9')).toBe(answered('192.0.2.9'))
})

test('a guest has a device of its own on the segment of a device of the host', async () => {
  const { host, scratch } = await openWithHost()
  const network = { link: 'macvlan', parent: UPLINK, peers: false, gateways: [GATEWAY4] }
  await scratch.createTiny('one', { network: privateNetwork({ ...network, addresses: ['198.51.100.9/24'] }) })
  await scratch.createTiny('two', {
    network: privateNetwork({ ...network, addresses: ['198.51.100.10/24'] }),
  })
  expect(await reach(scratch, 'one', GATEWAY4, FAR4, '198.51.100.10')).toBe(
    answered(GATEWAY4, FAR4, '198.51.100.10'),
  )
  expect(host.run('ip', '-o', 'link')).not.toMatch(/: vs\d/)
})

test('a guest whose bridge is not there does not start, and says so', async () => {
  const { scratch } = await openWithHost()
  const network = privateNetwork({ link: 'bridge', parent: 'br9', peers: false, addresses: ['192.0.2.9/24'] })
  const started = scratch.createTiny('one', { network })
  await expect(started).rejects.toMatchObject({
    code: 'INVALID_STATE',
    cause: { stage: 'parent', code: 'ENODEV' },
  })
})
