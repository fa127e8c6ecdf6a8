import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { DEFAULT_OPTIONS } from '../../src/context/model.ts'
import { deleteGuest, startGuest, stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import { type Scratch, tinyInput } from '../scratch.ts'
import { TINY } from '../tiny-template.ts'
import { FAR4, FAR6, GATEWAY4, HOST4, HOST6, type HostNamespace } from './host-namespace.ts'
import { answered, isAlive, openWithHost, privateNetwork, reach, until } from './private-guest.ts'

const ONE = { addresses: ['203.0.113.9/32', '2001:db8:203::9/128'] }
const TWO = { addresses: ['203.0.113.10/32', '2001:db8:203::10/128'] }

for (const parked of [0, 4]) {
  test(`a private guest reaches the world, the host and its peers, and they it, with ${parked} made ahead`, async () => {
    const { host, scratch } = await openWithHost({ parked })
    await scratch.createTiny('one', { network: privateNetwork(ONE) })
    await scratch.createTiny('two', { network: privateNetwork(TWO) })
    await scratch.createTiny('three', { network: privateNetwork({ addresses: ['203.0.113.11/32'] }) })
    const all = [FAR4, FAR6, GATEWAY4, HOST4, HOST6, '203.0.113.10', '2001:db8:203::10', '203.0.113.11']
    expect(await reach(scratch, 'one', ...all)).toBe(answered(...all))
    expect(await reach(scratch, 'three', FAR4, '203.0.113.9')).toBe(answered(FAR4, '203.0.113.9'))
    for (const address of ['203.0.113.9', '2001:db8:203::9', '203.0.113.11']) {
      expect(host.run(buildProgram('reach'), address)).toBe(answered(address))
      expect(host.outside(buildProgram('reach'), address)).toBe(answered(address))
    }
  })
}

test('many that start at once all start, while what is made ahead for others is still being made', async () => {
  const { scratch } = await openWithHost({ parked: 8 })
  const numbers = Array.from({ length: 24 }, (_, index) => index + 20)
  for (const number of numbers) {
    const network = privateNetwork({ addresses: [`203.0.113.${number}/32`] })
    await scratch.createTiny(`many-${number}`, { network, start: false })
  }
  await Promise.all(numbers.map((number) => startGuest(scratch.host, GuestName.parse(`many-${number}`))))
  expect(await reach(scratch, 'many-20', FAR4, '203.0.113.43')).toBe(answered(FAR4, '203.0.113.43'))
})

/** What the host has that a guest's network could leave behind; a host that forwards has anycast addresses. */
function traces(host: HostNamespace): string {
  const routes = ['-4', '-6'].map((family) =>
    host.run('ip', family, 'route', 'show', 'table', 'all').replaceAll(/^anycast .*\n/gm, ''),
  )
  const links = host.run('ip', '-o', 'link').replaceAll(/@\S+/g, '')
  return [links, ...routes, host.run('ip', 'neigh', 'show', 'proxy')].join('')
}

test('nothing of a guest stays in the host when it stops, is killed with its supervisor, or is deleted', async () => {
  const { host, scratch } = await openWithHost({ parked: 0 })
  const before = traces(host)
  const name = GuestName.parse('one')
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  expect(traces(host)).toMatch(/^203\.0\.113\.9 dev vs\d+ proto 86/m)
  await stopGuest(scratch.host, name)
  await until(() => traces(host) === before)
  await startGuest(scratch.host, name)
  expect(await reach(scratch, 'one', FAR4)).toBe(answered(FAR4))
  await kill(scratch, 'one')
  await deleteGuest(scratch.host, name)
  await until(() => traces(host) === before)
  expect(readdirSync(`${scratch.dataDir}/network/addresses`)).toEqual([])
})

/** Its supervisor first, so that nobody clears up. */
async function kill(scratch: Scratch, guest: string): Promise<void> {
  const state = readFileSync(`${scratch.runDir}/guests/${guest}/state`, 'utf8')
  const pids = ['supervisor_pid', 'pid'].map((key) =>
    Number(new RegExp(`^${key}=(\\d+)$`, 'm').exec(state)?.[1]),
  )
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(() => !pids.some(isAlive))
}

test('a guest killed with its supervisor starts again with the same addresses', async () => {
  const { host, scratch } = await openWithHost({ parked: 0 })
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  for (let round = 0; round < 3; round += 1) {
    await kill(scratch, 'one')
    await startGuest(scratch.host, GuestName.parse('one'))
    expect(await reach(scratch, 'one', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
  }
  expect(host.run('ip', '-o', 'link').match(/: vs/g)).toHaveLength(1)
})

test("the host's own addresses and those of other guests are refused, also while those are stopped", async () => {
  const { host, scratch } = await openWithHost({ parked: 0 })
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  await stopGuest(scratch.host, GuestName.parse('one'))
  const attempts = [
    [['203.0.113.20/32', '203.0.113.9/32'], { code: 'EADDRINUSE', stage: 'address-1:one' }],
    [['2001:db8:203::9/128'], { code: 'EADDRINUSE', stage: 'address-0:one' }],
    [[`${HOST4}/32`], { code: 'EADDRNOTAVAIL', stage: 'address-0' }],
    [['203.0.113.20/32', `${HOST6}/128`], { code: 'EADDRNOTAVAIL', stage: 'address-1' }],
    [['198.51.100.255/32'], { code: 'EADDRNOTAVAIL', stage: 'address-0' }],
  ] as const
  const before = traces(host)
  for (const [index, [addresses, cause]] of attempts.entries()) {
    const { name, xid } = await scratch.createTiny(`bad-${index}`, { start: false })
    // Past the agent, which knows its own guests' addresses as well.
    const own = { name, xid, hostname: name, network: privateNetwork({ addresses }) }
    const { limit, options } = tinyInput(name)
    const spec = { ...own, limit, options, template: TINY, initStyle: 'plain' } as const
    const started = scratch.host.runtime.start(spec)
    await expect(started).rejects.toMatchObject({ cause })
  }
  expect(traces(host)).toBe(before)
  await deleteGuest(scratch.host, GuestName.parse('one'))
  await scratch.createTiny('heir', { network: privateNetwork(ONE) })
})

test('a guest that may do all with its network breaks no other connection than its own', async () => {
  const { scratch } = await openWithHost({ parked: 4 })
  const capabilities = { add: ['NET_ADMIN' as const], remove: [] }
  const options = { ...DEFAULT_OPTIONS, capabilities }
  await scratch.createTiny('one', { network: privateNetwork(ONE) })
  await scratch.createTiny('admin', { network: privateNetwork(TWO), options })
  expect(await reach(scratch, 'admin', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
  await runShell(scratch.host, 'admin', 'ip addr flush dev eth0; ip addr add 203.0.113.9/32 dev eth0')
  await runShell(scratch.host, 'admin', 'ip link set eth0 down; ip link set eth0 up; ip link del eth0')
  expect(await reach(scratch, 'one', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
  expect(await reach(scratch, 'admin', FAR4)).not.toBe(answered(FAR4))
  await stopGuest(scratch.host, GuestName.parse('admin'))
  await startGuest(scratch.host, GuestName.parse('admin'))
  expect(await reach(scratch, 'admin', FAR4, FAR6)).toBe(answered(FAR4, FAR6))
})

test('name servers are written unless the guest has a file of its own', async () => {
  const { scratch } = await openWithHost({ parked: 0 })
  const network = privateNetwork({ ...ONE, nameservers: ['192.0.2.53', '2001:db8:80::53'] })
  await scratch.createTiny('one', { network })
  const show = () => runShell(scratch.host, 'one', 'grep -v "^#" /etc/resolv.conf')
  expect((await show()).output).toBe('nameserver 192.0.2.53\nnameserver 2001:db8:80::53\n')
  await runShell(scratch.host, 'one', 'echo nameserver 192.0.2.99 >/etc/resolv.conf')
  await stopGuest(scratch.host, GuestName.parse('one'))
  await startGuest(scratch.host, GuestName.parse('one'))
  expect((await show()).output).toBe('nameserver 192.0.2.99\n')
})
