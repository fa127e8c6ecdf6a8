import { spawn } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { killGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { Network } from '../../src/network/model.ts'
import { runShell } from '../run-in-guest.ts'
import { patient } from '../slowness.ts'
import { FAR4, FAR6, HOST4 } from './host-namespace.ts'
import { isFrozen, test, WEB1, WEB2 } from './shared-world.ts'

const WAIT = { timeout: patient(5000), interval: 20 }

test('two guests serve port 80 of all their addresses, each its own', async ({ world }) => {
  for (const { name } of [WEB1, WEB2]) {
    await world.serve(name, 'serve', '0.0.0.0', '80', name)
    await world.serve(name, 'serve', '::', '81', name)
  }
  for (const { name, four, second, six } of [WEB1, WEB2]) {
    for (const address of [four, second]) {
      expect(world.outside('fetch', address, '80')).toContain(`${name} saw`)
      expect(world.outside('fetch', address, '81')).toContain(`${name} saw`)
    }
    expect(world.outside('fetch', six, '81')).toContain(`${name} saw`)
    for (const loopback of ['127.0.0.1', '127.0.1.1'])
      expect(await world.inside(name, 'fetch', loopback, '80')).toContain(`peer ${loopback}: ${name} saw`)
    expect(await world.inside(name, 'fetch', '::1', '81')).toContain(`peer ::1: ${name} saw ::1`)
  }
})

test('a socket for all addresses is told that it is one', async ({ world }) => {
  expect(await world.inside('web1', 'bind', 'tcp', '0.0.0.0', '1080')).toBe('bound 0.0.0.0')
  expect(await world.inside('web1', 'bind', 'udp', '0.0.0.0', '1080')).toBe('bound 0.0.0.0')
  expect(await world.inside('web1', 'bind', 'tcp', '::', '1080')).toBe('bound ::')
})

test('an address of the host, of another guest or of nobody cannot be bound', async ({ world }) => {
  for (const address of [HOST4, WEB2.four, '198.18.0.1', '127.9.9.9', WEB2.six, '2001:db8:100::2'])
    for (const type of ['tcp', 'udp'])
      expect(await world.inside('web1', 'bind', type, address, '2000')).toBe('bind: EADDRNOTAVAIL')
  for (const address of [WEB1.four, WEB1.second, '127.0.0.1', WEB1.six, '::1'])
    expect(await world.inside('web1', 'bind', 'tcp', address, '22')).toBe(`bound ${address}`)
})

test('the loopback of a guest is its own', async ({ world }) => {
  await world.serve('web1', 'serve', '127.0.0.1', '3000', 'web1')
  await world.serve('web2', 'serve', '127.0.0.1', '3000', 'web2')
  await world.serve('web1', 'serve', '::1', '3001', 'web1')
  for (const guest of ['web1', 'web2'])
    expect(await world.inside(guest, 'fetch', '127.0.0.1', '3000')).toBe(
      `own 127.0.0.1 peer 127.0.0.1: ${guest} saw 127.0.0.1 at 127.0.0.1`,
    )
  expect(await world.inside('web1', 'fetch', '::1', '3001')).toBe('own ::1 peer ::1: web1 saw ::1 at ::1')
  expect(await world.inside('web2', 'fetch', '::1', '3001')).toBe('connect: ECONNREFUSED')
})

test('a service of the host on its loopback or on all addresses is not reached by a guest', async ({
  world,
}) => {
  const servers = ['127.0.0.1', '0.0.0.0'].map((address, index) =>
    spawn('nsenter', [
      `--net=${world.namespace.path}`,
      '--',
      world.program,
      'serve',
      address,
      `400${index}`,
      'host',
    ]),
  )
  try {
    await expect
      .poll(() => world.namespace.run('ss', '-tln'), WAIT)
      .toMatch(/4000[\s\S]*4001|4001[\s\S]*4000/)
    expect(await world.inside('web1', 'fetch', '127.0.0.1', '4000')).toBe('connect: ECONNREFUSED')
    expect(await world.inside('web1', 'fetch', '127.0.0.1', '4001')).toBe('connect: ECONNREFUSED')
    expect(await world.inside('web1', 'fetch', WEB1.four, '4001')).toBe('connect: ECONNREFUSED')
    expect(world.outside('fetch', WEB1.four, '4001')).toBe('connect: ECONNREFUSED')
    expect(world.outside('fetch', HOST4, '4001')).toContain('host saw')
  } finally {
    for (const server of servers) server.kill('SIGKILL')
  }
})

test('what a guest sends goes from its own address', async ({ world }) => {
  const argv = (address: string) => [
    ...world.namespace.enterOutside,
    world.program,
    'serve',
    address,
    '5000',
    'far',
  ]
  const servers = [FAR4, FAR6].map((address) => {
    const [program = '', ...rest] = argv(address)
    return spawn(program, rest)
  })
  try {
    await expect.poll(() => world.namespace.outside('ss', '-tln'), WAIT).toMatch(/5000[\s\S]*5000/)
    for (const { name, four, six } of [WEB1, WEB2]) {
      expect(await world.inside(name, 'fetch', FAR4, '5000')).toContain(`far saw ${four}`)
      expect(await world.inside(name, 'fetch', FAR6, '5000')).toContain(`far saw ${six}`)
      expect(await world.inside(name, 'twice', '127.0.0.1', '9', FAR4, '9')).toBe(
        `first 127.0.0.1 second ${four}`,
      )
    }
  } finally {
    for (const server of servers) server.kill('SIGKILL')
  }
})

test('a datagram with a foreign source is refused', async ({ world }) => {
  for (const source of [HOST4, WEB2.four, '198.18.0.1'])
    expect(await world.inside('web1', 'ask', FAR4, '9', source)).toMatch(/^send: E(INVAL|PERM)$/)
  for (const source of ['2001:db8:100::2', WEB2.six])
    expect(await world.inside('web1', 'ask', FAR6, '9', source)).toMatch(/^send: E(INVAL|PERM)$/)
})

test('datagrams reach a server for all addresses by the loopback and from outside', async ({ world }) => {
  await world.serve('web1', 'echo', '0.0.0.0', '53', 'web1')
  await world.serve('web2', 'echo', '0.0.0.0', '53', 'web2')
  for (const { name, four } of [WEB1, WEB2]) {
    expect(world.outside('ask', four, '53')).toContain(`from ${four}: ${name} saw`)
    expect(await world.inside(name, 'ask', '127.0.0.1', '53')).toContain(`from 127.0.0.1: ${name} saw`)
  }
})

test('a datagram server for all addresses has the second one and both families soon after', async ({
  world,
}) => {
  await world.serve('web1', 'echo', '::', '5353', 'web1')
  await world.serve('web2', 'echo', '::', '5353', 'web2')
  for (const { name, second, six } of [WEB1, WEB2])
    for (const address of [second, six])
      await expect
        .poll(() => world.outside('ask', address, '5353'), { ...WAIT, timeout: patient(12_000) })
        .toContain(`${name} saw`)
})

test('a datagram service of the host is not reached by the addresses of a guest', async ({ world }) => {
  const [program = '', ...enter] = world.namespace.enter
  const server = spawn(program, [...enter, world.program, 'echo', '0.0.0.0', '4002', 'host'])
  try {
    await expect.poll(() => world.outside('ask', HOST4, '4002'), WAIT).toContain('host saw')
    expect(world.outside('ask', WEB1.four, '4002')).toBe('receive: EAGAIN')
    expect(await world.inside('web1', 'ask', '127.0.0.1', '4002')).toBe('receive: EAGAIN')
  } finally {
    server.kill('SIGKILL')
  }
})

test('guests of the host speak with each other only when they may', async ({ world }) => {
  await world.serve('web2', 'serve', WEB2.four, '6000', 'web2')
  expect(await world.inside('web1', 'fetch', WEB2.four, '6000')).toBe('connect: EHOSTUNREACH')
  expect(world.outside('fetch', WEB2.four, '6000')).toContain('web2 saw')
})

test('sockets that would go past the addresses cannot be made', async ({ world }) => {
  const refused: [string, string, string][] = [
    ['17', '3', '0'], // AF_PACKET
    ['16', '3', '0'], // AF_NETLINK, routes
    ['40', '1', '0'], // AF_VSOCK
    ['38', '5', '0'], // AF_ALG
    ['2', '3', '255'], // raw
    ['2', '1', '262'], // MPTCP
    ['2', '1', '132'], // SCTP
    ['2', '2', '1'], // ping
  ]
  for (const [family, type, protocol] of refused)
    expect(await world.inside('web1', 'socket', family, type, protocol)).toMatch(/^socket: E/)
  expect(await world.inside('web1', 'socket', '2', '1', '6')).toBe('opened')
})

test('options that would go past the addresses are refused', async ({ world }) => {
  // SO_BINDTODEVICE, SO_MARK, IP_OPTIONS, IP_FREEBIND, IP_TRANSPARENT, IP_UNICAST_IF, IPV6_RTHDR, IPV6_FREEBIND
  const refused = ['1 25', '1 36', '0 4', '0 15', '0 19', '0 50', '41 57', '41 78']
  for (const option of refused)
    expect(await world.inside('web1', 'option', ...option.split(' '))).toMatch(/^set: E/)
  expect(await world.inside('web1', 'option', '1', '2')).toBe('set') // SO_REUSEADDR
  const written = await runShell(world.scratch.host, 'web1', 'echo 1 >/proc/sys/net/ipv4/ip_forward')
  expect(written.code).not.toBe(0)
})

test('a guest that loses a program is frozen, and the event says so', async ({ world }) => {
  const { scratch, namespace } = world
  const network = Network.parse({ mode: 'shared', addresses: ['203.0.113.3/32'] })
  await scratch.createTiny('web3', { network })
  const pins = path.join('/sys/fs/bpf', scratch.instance, 'guests', 'web3')
  expect(readdirSync(pins)).toHaveLength(20)
  rmSync(path.join(pins, 'bind4'))
  const events = async () =>
    (await scratch.host.helpers.read(GuestName.parse('web3'), 0)).map(({ action }) => action)
  await expect.poll(events, WAIT).toContain('netlost')
  expect(isFrozen(scratch, 'web3')).toBe(true)
  await killGuest(scratch.host, GuestName.parse('web3'))
  expect(namespace.run('ip', 'addr')).not.toContain('203.0.113.3')
})

test('a guest leaves nothing on the host', async ({ world }) => {
  const { scratch, namespace } = world
  const before = namespace.run('ip', 'addr')
  const network = Network.parse({ mode: 'shared', addresses: ['203.0.113.4/32', '2001:db8:203::4/128'] })
  await scratch.createTiny('web4', { network })
  expect(namespace.run('ip', 'addr')).toContain('203.0.113.4/32')
  await killGuest(scratch.host, GuestName.parse('web4'))
  expect(namespace.run('ip', 'addr')).toBe(before)
  expect(readdirSync(path.join('/sys/fs/bpf', scratch.instance, 'guests'))).not.toContain('web4')
})
