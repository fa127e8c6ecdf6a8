import { createHmac } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readReverseDns } from '../../reverse-dns.ts'
import { addPool, withPlan } from '../../testing/networks.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'

test('a pool is a whole network of its own that guests may have', async () => {
  const world = await createWorld()
  await addPool(world, { prefix: '192.0.2.0/25' })
  await addPool(world, { prefix: '2001:DB8:0::/48' })
  const refused = (prefix: string, more = {}) => expect(addPool(world, { prefix, ...more })).rejects
  await refused('192.0.2.128/24').toMatchObject({ cause: { hint: expect.stringContaining('192.0.2.0/24') } })
  for (const overlap of ['192.0.2.64/26', '192.0.2.0/24'])
    await refused(overlap).toMatchObject({ code: 'CONFLICT', cause: { subject: overlap } })
  for (const never of ['127.0.0.0/24', '224.0.0.0/8', '0.0.0.0/0', '169.254.0.0/16', 'fe80::/64', '::/0'])
    await refused(never).toMatchObject({ code: 'BAD_REQUEST' })
  await refused('198.51.100.0/24', { gateway: '2001:db8::1' }).toMatchObject({ code: 'BAD_REQUEST' })
  await refused('198.51.100.0/24', { name: '192.0.2.0/25' }).toMatchObject({ code: 'CONFLICT' })
  const pools = await as(world.admin).address.pools()
  expect(pools.map(({ prefix, free }) => [prefix, free])).toEqual([
    ['192.0.2.0/25', 126],
    ['2001:db8::/48', null],
  ])
})

test('only an administrator has pools, and support may look', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  expect(await as(world.support).address.pools()).toEqual([])
  for (const ctx of [tenant.reseller, tenant.customer])
    await expect(as(ctx).address.pools()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const pool = { name: 'x', kind: 'public' as const, prefix: '192.0.2.0/24' }
  await expect(as(world.support).address.createPool(pool)).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a kept address goes to the guests of its reseller only, and first', async () => {
  const world = await createWorld()
  const mine = await world.tenant()
  const other = await world.tenant()
  const poolId = await addPool(world, { prefix: '192.0.2.0/29' })
  const { admin } = world
  await as(admin).address.keep({ poolId, address: '192.0.2.3', resellerId: mine.resellerId })
  await as(admin).address.keep({ poolId, address: '192.0.2.1', note: 'our router' })
  await expect(as(admin).address.keep({ poolId, address: '192.0.2.3' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await expect(as(admin).address.keep({ poolId, address: '198.51.100.3' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const addressesOf = async (tenant: typeof mine) => {
    const planned = await withPlan(world, tenant, { addresses4: 1 })
    const guestId = await sellGuest(planned, tenant, 'web')
    return (await as(tenant.reseller).guest.get({ guestId })).addresses
  }
  expect(await addressesOf(other)).toEqual(['192.0.2.2'])
  expect(await addressesOf(mine)).toEqual(['192.0.2.3'])
  await as(admin).address.free({ address: '192.0.2.1' })
  const { rows, ...place } = await as(admin).address.ofPool({ poolId })
  expect(place).toEqual({ total: 2, page: 1, pages: 1 })
  expect(rows.map(({ address, state }) => [address, state])).toEqual([
    ['192.0.2.2', 'assigned'],
    ['192.0.2.3', 'assigned'],
  ])
})

test('a pool goes when nobody has an address of it, and its history stays', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const poolId = await addPool(world, { prefix: '192.0.2.0/29' })
  const planned = await withPlan(world, tenant, { addresses4: 1 })
  const guestId = await sellGuest(planned, tenant, 'web')
  const { admin } = world
  const remove = () => as(admin).address.deletePool({ poolId })
  await expect(remove()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await as(admin).network.removeAddress({ guestId, address: '192.0.2.1' })
  await expect(remove()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
  await as(admin).address.free({ address: '192.0.2.1' })
  await remove()
  expect(await as(admin).address.pools()).toEqual([])
  const { pool, history } = await as(admin).address.whoHas({ address: '192.0.2.1' })
  expect([pool, history[0]?.guest?.name]).toEqual([null, 'web'])
})

async function settingsFile(text: string): Promise<string> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-web-test-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const file = path.join(directory, 'reverse-dns.json')
  await writeFile(file, text)
  return file
}

type Posted = { body: string; signature: string | undefined }

/** A name server's web hook that answers with this status. */
async function hookServer(status: () => number) {
  const posted: Posted[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const signature = request.headers['x-vserver-signature']?.toString()
      posted.push({ body: Buffer.concat(chunks).toString(), signature })
      response.writeHead(status()).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/names` }
}

test('a reverse name is written by a signed web hook, and one that it refuses is not remembered', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  let status = 204
  const { posted, url } = await hookServer(() => status)
  const secret = 'a secret of the name server'
  const reverseDns = readReverseDns(await settingsFile(JSON.stringify({ url, secret })))
  const hooked = <T extends object>(ctx: T) => ({ ...ctx, reverseDns })
  await as(world.admin).address.createPool({
    ...{ name: 'named', kind: 'public', prefix: '192.0.2.0/29', reverseZone: '2.0.192.in-addr.arpa' },
  })
  const planned = await withPlan(world, tenant, { addresses4: 1 })
  const guestId = await sellGuest(planned, tenant, 'web')
  const customer = as(hooked(tenant.customer))
  const set = (name: string | null) => customer.network.setReverse({ guestId, address: '192.0.2.1', name })
  expect((await set('mail.example.org')).addresses[0]).toMatchObject({
    reverseName: 'mail.example.org',
    canReverse: true,
  })
  status = 500
  await expect(set('other.example.org')).rejects.toMatchObject({
    cause: { hint: expect.stringContaining('500') },
  })
  const view = await customer.network.get({ guestId })
  expect(view.addresses[0]?.reverseName).toBe('mail.example.org')
  await as(hooked(tenant.reseller)).network.removeAddress({ guestId, address: '192.0.2.1' })
  expect(posted.map(({ body }) => JSON.parse(body).name)).toEqual([
    'mail.example.org',
    'other.example.org',
    null,
  ])
  for (const { body, signature } of posted)
    expect(signature).toBe(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
})

test('settings of the web hook that cannot be used stop the start, none at all do not', async () => {
  expect(readReverseDns('/nowhere/reverse-dns.json')).toBeNull()
  for (const text of [
    '{}',
    '{"url":"file:///etc","secret":"0123456789abcdef"}',
    '{"url":"http://a","secret":"x"}',
    '{',
  ])
    await expect(settingsFile(text).then(readReverseDns)).rejects.toThrow()
})

test('without a web hook an address has no reverse name, and it is said so', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  await addPool(world, { prefix: '192.0.2.0/29' })
  const guestId = await sellGuest(await withPlan(world, tenant, { addresses4: 1 }), tenant, 'web')
  const set = as(tenant.customer).network.setReverse({ guestId, address: '192.0.2.1', name: 'a.example.org' })
  await expect(set).rejects.toMatchObject({ code: 'NOT_IMPLEMENTED' })
})
