import { expect, onTestFinished } from 'vitest'
import { stopGuest } from '../../src/guest/index.ts'
import { Network } from '../../src/network/model.ts'
import { openScratch, test } from '../scratch.ts'
import { HostNamespace } from './host-namespace.ts'
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
