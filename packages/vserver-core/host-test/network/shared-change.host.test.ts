import { expect, onTestFinished } from 'vitest'
import { stopGuest } from '../../src/guest/index.ts'
import { Network } from '../../src/network/model.ts'
import { openScratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { GATEWAY6, HOST6, HostNamespace, UPLINK } from './host-namespace.ts'
import { answered, reachFrom } from './private-guest.ts'

const ONE = '203.0.113.21/32'
const TWO = '203.0.113.22/32'

test("addresses of a running guest in the host's stack are changed at once, and its programs stay", async () => {
  const namespace = HostNamespace.open()
  onTestFinished(() => namespace.close())
  const scratch = await openScratch({ networkNamespace: namespace.path, parked: 0 })
  onTestFinished(() => scratch.close())
  const network = (...addresses: string[]) => Network.parse({ mode: 'shared', addresses })
  const onHost = () => namespace.run('ip', '-o', 'address', 'show', 'dev', 'lo').match(/203\.\S+/g)
  const { name } = await scratch.createTiny('one', { network: network(ONE) })
  expect(await scratch.host.network.set(name, network(TWO, ONE))).toEqual(network(TWO, ONE))
  expect(onHost()?.toSorted()).toEqual([ONE, TWO])
  await scratch.host.network.set(name, network(TWO))
  expect(onHost()).toEqual([TWO])
  expect(await scratch.host.network.get(name)).toMatchObject({ network: network(TWO), programsMissing: 0 })
})

test("neighbours on the uplink's network find a guest in the host's stack, until it stops", async () => {
  const namespace = HostNamespace.open()
  onTestFinished(() => namespace.close())
  const scratch = await openScratch({ networkNamespace: namespace.path, parked: 0 })
  onTestFinished(() => scratch.close())
  const addresses = ['198.51.100.77', '2001:db8:100::77']
  const ask = () => reachFrom((...argv) => namespace.outside(...argv), ...addresses)
  const onHost = () => namespace.run('ip', '-o', 'address')
  const before = onHost()
  const network = Network.parse({
    mode: 'shared',
    addresses: addresses.map((address) => `${address}/${address.includes(':') ? 128 : 32}`),
  })
  const { name } = await scratch.createTiny('one', { network })
  expect(ask()).toBe(answered(...addresses))
  await stopGuest(scratch.host, name)
  expect(onHost()).toBe(before)
})

test('the IPv6 address of a guest is found by neighbours again once the uplink is up again', async () => {
  const namespace = HostNamespace.open()
  onTestFinished(() => namespace.close())
  const scratch = await openScratch({ networkNamespace: namespace.path, parked: 0 })
  onTestFinished(() => scratch.close())
  const address = '2001:db8:100::77'
  const onUplink = () => namespace.run('ip', '-o', '-6', 'address', 'show', 'dev', UPLINK)
  const network = Network.parse({ mode: 'shared', addresses: [`${address}/128`] })
  const { name } = await scratch.createTiny('one', { network })
  expect(onUplink()).toContain(address)
  namespace.run('ip', 'link', 'set', UPLINK, 'down')
  expect(onUplink()).not.toContain(address)
  namespace.run('ip', 'link', 'set', UPLINK, 'up')
  namespace.run('ip', 'address', 'add', `${HOST6}/64`, 'dev', UPLINK, 'nodad')
  namespace.run('ip', '-6', 'route', 'add', 'default', 'via', GATEWAY6)
  const ask = () => reachFrom((...argv) => namespace.outside(...argv), address)
  await expect.poll(ask, { timeout: patient(15_000), interval: 100 }).toBe(answered(address))
  await stopGuest(scratch.host, name)
  expect(onUplink()).not.toContain(address)
})
