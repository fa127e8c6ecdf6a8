import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { deleteGuest, stopGuest } from '../../src/guest/index.ts'
import { openScratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { GUEST4, port, rule, test, type World } from './firewall-world.ts'
import { ask } from './talk.ts'

const UDP53 = { in: 'drop' as const, rules: [rule({ protocol: 'udp', ports: port(53) })] }
/** The broker looks every two seconds. */
const SOON = { timeout: patient(15_000), interval: 100 }

const nft = (world: World, ...argv: string[]): string => world.namespace.run('nft', ...argv)
const tables = (world: World): string => nft(world, 'list', 'tables')

/** One packet that the guest's rule meets. */
async function hit(world: World): Promise<void> {
  await world.talkers.listen(world.guest.enter, 'udp', GUEST4, 53)
  expect(await ask(world.namespace.enterOutside, 'udp', GUEST4, 53)).toBe('198.51.100.1')
}

const packets = async (world: World): Promise<number | undefined> => (await world.hits()).rules[0]?.packets

test('a table that somebody deletes is made again', async ({ world }) => {
  await world.set(UDP53)
  nft(world, 'flush', 'ruleset')
  await expect.poll(() => tables(world), SOON).toContain(world.table)
  expect(await world.hits()).toMatchObject({ inForce: true, rules: [{ packets: 0 }] })
  await hit(world)
  expect(await packets(world)).toBe(1)
  expect(world.scratch.broker.log).toContain('made again')
})

test.for([
  ["a guest's chain that is emptied", ['flush', 'chain', 'in-7']],
  ['a chain of all guests that is emptied', ['flush', 'chain', 'guests']],
  ["a guest's address that is taken out", ['delete', 'element', 'in4', `{ ${GUEST4} }`]],
] as const)('%s is put back', async ([, [verb, kind, ...rest]], { world }) => {
  await world.set(UDP53)
  nft(world, verb, kind, 'inet', world.table, ...rest)
  await expect.poll(() => nft(world, 'list', 'chain', 'inet', world.table, 'guests'), SOON).toContain('@in4')
  await expect
    .poll(() => nft(world, 'list', 'chain', 'inet', world.table, 'in-7'), SOON)
    .toContain('udp dport 53')
  await expect.poll(() => nft(world, 'list', 'map', 'inet', world.table, 'in4'), SOON).toContain(GUEST4)
  await world.talkers.listen(world.guest.enter, 'udp', GUEST4, 54)
  expect(await ask(world.namespace.enterOutside, 'udp', GUEST4, 54)).toBe('timeout')
})

test("a guest's next change mends a table that is damaged", async ({ world }) => {
  await world.set(UDP53)
  nft(world, 'delete', 'table', 'inet', world.table)
  await world.set({ in: 'drop' })
  expect(await world.hits()).toMatchObject({ inForce: true, rules: [] })
})

test('what others do to their own tables does not touch ours', async ({ world }) => {
  await world.set(UDP53)
  await hit(world)
  nft(world, 'add', 'table', 'inet', 'somebody')
  nft(world, 'delete', 'table', 'inet', 'somebody')
  await world.set({}, 'other')
  expect(await world.hits()).toMatchObject({ inForce: true, rules: [{ packets: 1 }] })
})

test('a table of our name that somebody else made is left alone, and nothing counts as in force', async ({
  world,
}) => {
  await world.set(UDP53)
  const script = `delete table inet ${world.table}\nadd table inet ${world.table}\nadd chain inet ${world.table} theirs\n`
  const [program = '', ...enter] = world.namespace.enter
  execFileSync(program, [...enter, 'nft', '-f', '-'], { input: script })
  expect(await world.hits()).toMatchObject({ inForce: false })
  await expect(world.set({ in: 'drop' })).rejects.toMatchObject({ code: 'INVALID_STATE' })
  expect(nft(world, 'list', 'table', 'inet', world.table)).toContain('chain theirs')
  nft(world, 'delete', 'table', 'inet', world.table)
  await world.set({ in: 'drop' })
  expect(await world.hits()).toMatchObject({ inForce: true })
})

test('a broker that starts again keeps the counters, and makes what is missing before it answers', async ({
  world,
}) => {
  const { broker } = world.scratch
  await world.set(UDP53)
  await hit(world)
  await broker.end('SIGKILL')
  await broker.start()
  expect(await packets(world)).toBe(1)
  await broker.end('SIGTERM')
  nft(world, 'flush', 'ruleset')
  await broker.start()
  expect(tables(world)).toContain(world.table)
  expect(await world.hits()).toMatchObject({ inForce: true, rules: [{ packets: 0 }] })
})

test('a deleted guest leaves nothing of its firewall', async ({ world }) => {
  const { host } = world.scratch
  const guest = await world.scratch.createTiny('short')
  const firewall = { in: 'drop' as const, out: 'accept' as const, rules: [], forwards: [] }
  await host.network.setFirewall({ name: guest.name, xid: guest.xid, network: guest.network, firewall })
  expect(nft(world, 'list', 'table', 'inet', world.table)).toContain(`chain in-${guest.xid}`)
  await stopGuest(host, guest.name)
  await deleteGuest(host, guest.name)
  expect(tables(world)).not.toContain(world.table)
})

test('a host without nft says so, and its guests without rules are served', async ({ world }) => {
  const hide = 'mount --bind /etc/hostname /usr/sbin/nft && exec "$@"'
  const scratch = await openScratch({
    networkNamespace: world.namespace.path,
    wrapper: ['unshare', '--mount', 'sh', '-c', hide, 'sh'],
  })
  try {
    const guest = await scratch.createTiny('plain')
    const set = (incoming: 'drop' | 'accept') =>
      scratch.host.network.setFirewall({
        ...{ name: guest.name, xid: guest.xid, network: guest.network },
        firewall: { in: incoming, out: 'accept', rules: [], forwards: [] },
      })
    await expect(set('drop')).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      hint: expect.stringContaining('nftables'),
    })
    await set('accept')
    expect(await scratch.host.network.getFirewall(guest.name)).toMatchObject({ inForce: true, rules: [] })
  } finally {
    await scratch.close()
  }
})
