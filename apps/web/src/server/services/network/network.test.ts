import { VserverError } from '@vserver/core/errors'
import { expect, test } from 'vitest'
import { addPool, reservedOf, withPlan } from '../../testing/networks.ts'
import {
  as,
  createWorld,
  ENDLESS_POOL,
  orderOf,
  sellGuest,
  type Tenant,
  type World,
} from '../../testing/world.ts'
import { reconcileHost } from '../guest/reconcile.ts'

async function withPools(prefixes = ['192.0.2.0/28', '2001:db8::/64']) {
  const world = await createWorld()
  const tenant = await world.tenant()
  for (const prefix of prefixes) await addPool(world, { prefix })
  return { world, tenant }
}

async function soldGuest(network: Parameters<typeof withPlan>[2] = { addresses4: 1, addresses6: 1 }) {
  const { world, tenant } = await withPools()
  const planned = await withPlan(world, tenant, network)
  const guestId = await sellGuest(planned, tenant, 'web')
  const onHost = () => [...world.agent.guests.values()][0]
  return { world: planned, tenant, guestId, onHost }
}

async function deleteGuest(world: World, tenant: Tenant, guestId: string): Promise<void> {
  await as(tenant.reseller).guest.delete({ guestId, confirmName: 'web' })
  const row = await world.db.guest.findUniqueOrThrow({ where: { id: guestId } })
  for (const operation of world.agent.operations)
    if (operation.id === row.operationId) Object.assign(operation, { state: 'succeeded' })
  await reconcileHost(world.panel, world.hub)
}

test('a guest gets the addresses of its plan, and its host hears of them', async () => {
  const { tenant, guestId, onHost } = await soldGuest()
  expect(onHost()?.network).toMatchObject({ mode: 'private', addresses: ['192.0.2.1/32', '2001:db8::1/128'] })
  expect((await as(tenant.customer).guest.get({ guestId })).addresses).toEqual(['192.0.2.1', '2001:db8::1'])
  const view = await as(tenant.customer).network.get({ guestId })
  expect(view).toMatchObject({ inStep: true, addresses: [{ family: 4, kind: 'public' }, { family: 6 }] })
  expect(await reservedOf(tenant, 'addresses4')).toBe(1)
  expect(await reservedOf(tenant, 'addresses6')).toBe(1)
})

test('private addresses are hidden behind the host and take nothing out of the pool', async () => {
  const { world, tenant } = await withPools([])
  await addPool(world, { prefix: '10.1.0.0/24', kind: 'private' })
  const planned = await withPlan(world, tenant, { addresses4: 1, addressKind: 'private' })
  await sellGuest(planned, tenant, 'web')
  expect([...world.agent.guests.values()][0]?.network).toMatchObject({
    nat: true,
    addresses: ['10.1.0.1/32'],
  })
  expect(await reservedOf(tenant, 'addresses4')).toBe(0)
})

test('an order that no pool can serve, or the allowance not, leaves nothing behind', async () => {
  const { world, tenant } = await withPools(['192.0.2.0/31'])
  const planned = await withPlan(world, tenant, { addresses4: 3 })
  await expect(sellGuest(planned, tenant, 'web')).rejects.toMatchObject({ cause: { code: 'NO_CAPACITY' } })
  await addPool(world, { prefix: '198.51.100.0/24' })
  const five = await withPlan(world, tenant, { addresses4: 5 })
  await expect(sellGuest(five, tenant, 'web')).rejects.toMatchObject({ code: 'PAYMENT_REQUIRED' })
  world.agent.refuse('createGuest', new VserverError('NO_CAPACITY', 'full'))
  await expect(sellGuest(planned, tenant, 'web')).rejects.toMatchObject({ cause: { code: 'NO_CAPACITY' } })
  expect(await world.db.address.count()).toBe(0)
  expect(await reservedOf(tenant, 'addresses4')).toBe(0)
})

test('two hundred orders at once never get an address twice', async () => {
  const { world, tenant } = await withPools(['192.0.2.0/25', '198.51.100.0/25'])
  const allowances = { ...ENDLESS_POOL, addresses4: 1000 }
  await as(world.admin).account.setAllowances({ accountId: tenant.resellerId, allowances })
  const planned = await withPlan(world, tenant, { addresses4: 1 })
  const orders = Array.from({ length: 200 }, (_, i) => orderOf(planned, tenant, `web${i}`))
  const results = await Promise.allSettled(orders.map((order) => as(tenant.reseller).guest.create(order)))
  const sold = results.filter(({ status }) => status === 'fulfilled').length
  const given = [...world.agent.guests.values()].flatMap(({ network }) => network.addresses)
  expect(given).toHaveLength(sold)
  expect(new Set(given).size).toBe(sold)
  // A slow machine says so to those who would have to wait too long.
  const others = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []))
  expect(others.every((code) => code === 'CONFLICT')).toBe(true)
  expect(sold).toBeGreaterThan(0)
  expect(await world.db.address.count({ where: { state: 'assigned' } })).toBe(sold)
  expect(await reservedOf(tenant, 'addresses4')).toBe(sold)
}, 120_000)

test('the addresses of the host and the gateway are given to nobody', async () => {
  const { world, tenant } = await withPools([])
  await addPool(world, { prefix: '203.0.113.0/29', gateway: '203.0.113.2' })
  const planned = await withPlan(world, tenant, { addresses4: 4 })
  const guestId = await sellGuest(planned, tenant, 'web')
  const { addresses } = await as(tenant.reseller).guest.get({ guestId })
  expect(addresses).toEqual(['203.0.113.3', '203.0.113.4', '203.0.113.5', '203.0.113.6'])
  for (const address of ['203.0.113.0', '203.0.113.1', '203.0.113.2', '203.0.113.7'])
    await expect(as(world.admin).network.addAddress({ guestId, address })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
})

test('an address is added and taken away while the guest runs, and the pool follows', async () => {
  const { world, tenant, guestId, onHost } = await soldGuest()
  const { reseller } = tenant
  await as(reseller).network.addAddress({ guestId, family: 4 })
  await as(reseller).network.addAddress({ guestId, address: '192.0.2.9' })
  expect(onHost()?.network.addresses).toEqual([
    '192.0.2.1/32',
    '2001:db8::1/128',
    '192.0.2.2/32',
    '192.0.2.9/32',
  ])
  expect(await reservedOf(tenant, 'addresses4')).toBe(3)
  const view = await as(reseller).network.removeAddress({ guestId, address: '192.0.2.2' })
  expect(view.addresses.map(({ address }) => address)).toEqual(['192.0.2.1', '2001:db8::1', '192.0.2.9'])
  expect(await reservedOf(tenant, 'addresses4')).toBe(2)
  expect(await world.db.address.findFirst({ where: { address: '192.0.2.2' } })).toMatchObject({
    state: 'quarantined',
  })
})

test('the address that is made first is the first one on the host', async () => {
  const { world, tenant, guestId, onHost } = await soldGuest({ addresses4: 2 })
  const first = (address: string) => as(tenant.reseller).network.makeFirst({ guestId, address })
  const view = await first('192.0.2.2')
  expect(view.addresses.map(({ address }) => address)).toEqual(['192.0.2.2', '192.0.2.1'])
  expect(onHost()?.network.addresses).toEqual(['192.0.2.2/32', '192.0.2.1/32'])
  expect((await as(tenant.customer).guest.get({ guestId })).addresses[0]).toBe('192.0.2.2')
  world.agent.refuse('setNetwork', new VserverError('INVALID_STATE', 'no'))
  await expect(first('192.0.2.1')).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect((await as(tenant.reseller).network.get({ guestId })).inStep).toBe(true)
  await expect(first('192.0.2.9')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await first('192.0.2.1')
  expect(onHost()?.network.addresses[0]).toBe('192.0.2.1/32')
})

test('an address that the host refuses is given back, one whose answer was lost is asked for again', async () => {
  const { world, tenant, guestId, onHost } = await soldGuest()
  const add = () => as(tenant.reseller).network.addAddress({ guestId, family: 4 })
  world.agent.refuse('setNetwork', new VserverError('INVALID_STATE', 'no'))
  await expect(add()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  expect(await reservedOf(tenant, 'addresses4')).toBe(1)
  expect(await world.db.address.count({ where: { state: { not: 'free' } } })).toBe(2)
  world.agent.refuse('setNetwork', new VserverError('TIMEOUT', 'lost'))
  await expect(add()).rejects.toMatchObject({ cause: { code: 'TIMEOUT' } })
  await expect(add()).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await as(tenant.reseller).network.get({ guestId })).inStep).toBe(false)
  await reconcileHost(world.panel, world.hub)
  expect(onHost()?.network.addresses).toHaveLength(2)
  await world.db.guest.update({ where: { id: guestId }, data: { networkIntentAt: new Date(0) } })
  await reconcileHost(world.panel, world.hub)
  expect(onHost()?.network.addresses).toEqual(['192.0.2.1/32', '2001:db8::1/128', '192.0.2.2/32'])
  expect((await as(tenant.reseller).network.get({ guestId })).inStep).toBe(true)
})

test('an address rests before another guest gets it, and it is known who had it', async () => {
  const { world, tenant, guestId } = await soldGuest()
  await deleteGuest(world, tenant, guestId)
  const next = await sellGuest(world, tenant, 'mail')
  expect((await as(tenant.reseller).guest.get({ guestId: next })).addresses).toContain('192.0.2.2')
  const whoHad = await as(world.support).address.whoHas({ address: '192.0.2.1' })
  expect(whoHad).toMatchObject({ now: null, history: [{ state: 'quarantined', guest: { name: 'web' } }] })
  await world.db.address.updateMany({ data: { freeAt: new Date(0) }, where: { state: 'quarantined' } })
  await as(tenant.reseller).network.addAddress({ guestId: next, address: '192.0.2.1' })
  const whoHas = await as(world.support).address.whoHas({ address: '192.0.2.1' })
  expect(whoHas.now).toMatchObject({ guest: { id: next, name: 'mail' } })
  expect(whoHas.history.map(({ state, guest }) => [state, guest?.name])).toEqual([
    ['assigned', 'mail'],
    ['free', 'web'],
  ])
})

test('who has an address is told of own guests only', async () => {
  const { world, tenant } = await soldGuest()
  const other = await world.tenant()
  const ask = (ctx: Tenant['reseller']) => as(ctx).address.whoHas({ address: '192.0.2.1' })
  expect((await ask(tenant.reseller)).now?.guest?.name).toBe('web')
  expect(await ask(other.reseller)).toMatchObject({ now: null, history: [] })
  await expect(ask(tenant.customer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await as(tenant.reseller).guest.list({ query: '192.0.2.1' })).rows).toHaveLength(1)
  expect((await as(other.reseller).guest.list({ query: '192.0.2.1' })).rows).toEqual([])
})

test('settings that do not go together are refused with the reason, and what belongs to another mode ends with it', async () => {
  const { world, tenant, guestId, onHost } = await soldGuest()
  const set = (change: object) => as(tenant.reseller).network.set({ guestId, change })
  await expect(set({ raw: true })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { hint: expect.stringContaining('shared') },
  })
  await set({ mtu: 1400, peers: true, nameservers: ['192.0.2.53'] })
  await as(world.admin).network.set({ guestId, change: { mode: 'shared' } })
  expect(onHost()?.network).toMatchObject({
    mode: 'shared',
    mtu: null,
    peers: true,
    nameservers: ['192.0.2.53'],
  })
  await set({ mode: 'none' })
  expect(onHost()?.network).toMatchObject({ mode: 'none', addresses: [], peers: false })
  await set({ mode: 'private' })
  expect(onHost()?.network.addresses).toEqual(['192.0.2.1/32', '2001:db8::1/128'])
})

test('only an administrator puts guests into the network of the host, one by one or by a plan', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const change = { mode: 'shared' as const }
  await expect(as(tenant.reseller).network.set({ guestId, change })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const plan = { mode: 'shared' as const, addresses4: 1 }
  await expect(withPlan(world, tenant, plan)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const house = await withPlan(world, { ...tenant, reseller: world.admin }, plan)
  const shared = await sellGuest(house, tenant, 'shared')
  expect((await as(tenant.customer).network.get({ guestId: shared })).network.mode).toBe('shared')
})

test('a customer names its name servers, but gives itself no address', async () => {
  const { tenant, guestId, onHost } = await soldGuest()
  await as(tenant.customer).network.setNameservers({ guestId, nameservers: ['2001:db8::53'] })
  expect(onHost()?.network.nameservers).toEqual(['2001:db8::53'])
  await expect(as(tenant.customer).network.addAddress({ guestId, family: 4 })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

test('a clone has no address of its source, and takes none out of the pool', async () => {
  const { world, tenant, guestId } = await soldGuest()
  await as(tenant.reseller).guest.stop({ guestId })
  const { guestId: copy } = await as(tenant.reseller).files.clone({
    ...{ guestId, name: 'copy' as never, requestKey: 'key-of-clone' },
  })
  expect(await world.db.address.count({ where: { guestId: copy } })).toBe(0)
  expect(await reservedOf(tenant, 'addresses4')).toBe(1)
})

test('a firewall is set on the host, the presets are firewalls, and ports of the host are for sellers to give', async () => {
  const { world, tenant, guestId } = await soldGuest()
  const presets = await as(tenant.customer).firewall.presets()
  expect(presets.map(({ id }) => id)).toEqual(['allowAll', 'web', 'mail', 'ssh', 'denyIn'])
  for (const { firewall } of presets) {
    await as(tenant.customer).firewall.set({ guestId, firewall })
    expect((await as(tenant.reseller).firewall.get({ guestId })).firewall).toEqual(firewall)
  }
  const forward = { protocol: 'tcp', host: null, hostPort: 8080, guest: '192.0.2.1', guestPort: 80 } as const
  const firewall = { forwards: [forward] }
  await expect(as(tenant.customer).firewall.set({ guestId, firewall })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    cause: { hint: expect.stringContaining('ports') },
  })
  await as(tenant.reseller).firewall.set({ guestId, firewall })
  await as(tenant.customer).firewall.set({ guestId, firewall: { ...firewall, in: 'drop' } })
  await expect(as(world.support).firewall.set({ guestId, firewall: {} })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})

test('an administrator sees what a host can do for networks, and its own addresses', async () => {
  const { world, tenant } = await withPools([])
  expect(await as(world.admin).host.network({ hostId: 'local' })).toMatchObject({
    tier: 'full',
    addresses: ['203.0.113.1/24', '2001:db8:ffff::1/64'],
  })
  await expect(as(tenant.reseller).host.network({ hostId: 'local' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
})
