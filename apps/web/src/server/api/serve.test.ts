import { HOUR_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import { createAuth } from '../auth/auth.ts'
import { ownOrigin } from '../auth/origin.ts'
import type { ServiceContext } from '../context.ts'
import { cookieOf, PERSON, panelWithPerson } from '../testing/sign-in.ts'
import { as, createWorld, orderOf, sellGuest } from '../testing/world.ts'
import { serveApi } from './serve.ts'

const ORIGIN = 'http://127.0.0.1:3000'
const IP = '192.0.2.7'
type Call = { secret?: string; input?: unknown; headers?: Record<string, string>; query?: string }

/** A panel with a tenant, and its API as a program reaches it. */
async function withApi() {
  const world = await createWorld()
  const { db, panel } = world
  const tenant = await world.tenant()
  const rule = { publicOrigin: ORIGIN, port: 3000 }
  const options = { db, secret: 'x'.repeat(32), logger: panel.logger, checkCode: async () => {} }
  const web = { ...panel, auth: createAuth({ ...options, ...rule }), isOwnOrigin: ownOrigin(rule) }
  const call = async (
    method: 'GET' | 'POST',
    name: string,
    { secret, input, headers, query = '' }: Call = {},
  ) => {
    const search =
      method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : query
    const request = new Request(`${ORIGIN}/api/v1/${name}${search}`, {
      method,
      headers: {
        'x-vserver-ip': IP,
        ...(secret && { authorization: `Bearer ${secret}` }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(method === 'POST' && { body: JSON.stringify(input ?? {}) }),
    })
    const response = await serveApi(web, request, name)
    return { status: response.status, body: await response.json(), headers: response.headers }
  }
  return { ...world, world, tenant, call }
}

function tokenOf(ctx: ServiceContext, permissions: string[], more: object = {}) {
  const order = { name: crypto.randomUUID(), guestId: null, prefixes: [], days: 30, ...more }
  return as(ctx).token.create({ ...order, permissions: permissions as never })
}

test('a token acts for its person through the same procedures, and the audit log names it', async () => {
  const { world, tenant, call, db } = await withApi()
  const guestId = await sellGuest(world, tenant, 'web')
  const { secret } = await tokenOf(tenant.customer, ['guest.read', 'guest.start'], { name: 'deploy' })
  const list = await call('GET', 'guest.list', { secret })
  expect(list.status).toBe(200)
  expect(list.body).toMatchObject({ total: 1, rows: [{ id: guestId, name: 'web' }] })
  const started = await call('POST', 'guest.start', { secret, input: { guestId } })
  expect([started.status, started.body]).toEqual([200, { operationId: expect.any(String) }])
  const row = await db.auditRow.findFirstOrThrow({ where: { action: 'guest.start' } })
  expect(row).toMatchObject({ userName: 'customer (token deploy)', ip: IP })
  expect(await as(tenant.customer).token.list()).toMatchObject([{ lastUsedIp: IP, name: 'deploy' }])
  expect(JSON.stringify(await db.apiToken.findMany())).not.toContain(secret.slice(4))
})

test('an error has one shape: code, message, hint, field and the id of the request', async () => {
  const { world, tenant, call } = await withApi()
  const { secret } = await tokenOf(tenant.reseller, ['guest.read', 'guest.create', 'limit.set'])
  const shape = { code: expect.any(String), message: expect.any(String), requestId: expect.any(String) }
  const missing = await call('GET', 'guest.get', { secret, input: { guestId: 'nothing' } })
  expect([missing.status, missing.body.error]).toEqual([
    404,
    expect.objectContaining({ ...shape, code: 'NOT_FOUND', subject: 'nothing' }),
  ])
  const input = { ...orderOf(world, tenant, 'web'), name: 'no good name' }
  const wrong = await call('POST', 'guest.create', { secret, input })
  expect([wrong.status, wrong.body.error]).toEqual([
    400,
    expect.objectContaining({ ...shape, code: 'INVALID_INPUT', field: 'name' }),
  ])
  const nowhere = await call('GET', 'no.such', { secret })
  expect([nowhere.status, nowhere.body.error.code]).toEqual([404, 'NOT_FOUND'])
  const method = await call('GET', 'guest.start', { secret, input: { guestId: 'x' } })
  expect([method.status, method.body.error.message]).toEqual([400, 'guest.start is called by POST.'])
  expect((await call('GET', 'guest.watchList', { secret })).status).toBe(404)
  const nobody = await call('GET', 'guest.list')
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
})

test('the same Idempotency-Key creates one guest, and is refused where it would mean nothing', async () => {
  const { world, tenant, call } = await withApi()
  const { secret } = await tokenOf(tenant.reseller, ['guest.read', 'guest.create', 'guest.start'])
  const { requestKey: _, ...input } = orderOf(world, tenant, 'web')
  const headers = { 'idempotency-key': 'order-4711' }
  const first = await call('POST', 'guest.create', { secret, input, headers })
  const again = await call('POST', 'guest.create', { secret, input, headers })
  expect([first.status, again.status]).toEqual([200, 200])
  expect(again.body.guestId).toBe(first.body.guestId)
  const differs = await call('POST', 'guest.create', {
    secret,
    input: { ...input, requestKey: 'another-key' },
    headers,
  })
  expect(differs.status).toBe(400)
  const useless = await call('POST', 'guest.start', {
    secret,
    input: { guestId: first.body.guestId },
    headers,
  })
  expect([useless.status, useless.body.error.subject]).toEqual([400, 'Idempotency-Key'])
})

test('a token is refused from another network, after its time, when revoked, and with its person', async () => {
  const { tenant, call, clock, db } = await withApi()
  const code = async (secret: string, headers = {}) =>
    (await call('GET', 'guest.list', { secret, headers })).status
  const bound = await tokenOf(tenant.customer, ['guest.read'], {
    prefixes: ['192.0.2.0/29', '2001:db8::/32'],
  })
  expect(await code(bound.secret)).toBe(200)
  expect(await code(bound.secret, { 'x-vserver-ip': '2001:db8::9' })).toBe(200)
  for (const ip of ['192.0.2.8', '2001:db9::1', 'unknown'])
    expect(await code(bound.secret, { 'x-vserver-ip': ip })).toBe(401)
  const revoked = await tokenOf(tenant.customer, ['guest.read'])
  await as(tenant.customer).token.revoke({ tokenId: revoked.id })
  expect(await code(revoked.secret)).toBe(401)
  await db.apiToken.update({ where: { id: bound.id }, data: { expiresAt: new Date(clock.nowMs - 1) } })
  expect(await code(bound.secret)).toBe(401)
  expect(await as(tenant.customer).token.list()).toMatchObject([{ isExpired: true }])
  const banned = await tokenOf(tenant.customer, ['guest.read'])
  await db.user.update({ where: { id: tenant.customer.viewer.id }, data: { banned: true } })
  expect(await code(banned.secret)).toBe(401)
})

test('a rotated token works with both secrets for a day, then with the new one only', async () => {
  const { tenant, call, db, clock } = await withApi()
  const old = await tokenOf(tenant.customer, ['guest.read'])
  const { secret } = await as(tenant.customer).token.rotate({ tokenId: old.id })
  const codes = async () =>
    Promise.all(
      [old.secret, secret].map(async (one) => (await call('GET', 'guest.list', { secret: one })).status),
    )
  expect(await codes()).toEqual([200, 200])
  const { formerUntil } = await db.apiToken.findUniqueOrThrow({ where: { id: old.id } })
  expect(formerUntil?.getTime()).toBe(clock.nowMs + 24 * HOUR_MS)
  await db.apiToken.update({ where: { id: old.id }, data: { formerUntil: new Date(Date.now() - 1) } })
  expect(await codes()).toEqual([401, 200])
})

test('a token is read from its header alone: in an address it is refused, and cookies beside it mean nothing', async () => {
  const { tenant, call } = await withApi()
  const { secret } = await tokenOf(tenant.customer, ['guest.read'])
  const inAddress = await call('GET', 'guest.list', { query: `?access_token=${secret}` })
  expect([inAddress.status, inAddress.body.error.message]).toEqual([
    400,
    expect.stringMatching(/in the address/),
  ])
  const { web, post } = await panelWithPerson()
  const cookie = cookieOf(await post('sign-in/email', PERSON))
  const ask = (headers: Record<string, string>) =>
    serveApi(web, new Request(`${ORIGIN}/api/v1/me.get`, { headers: { cookie, ...headers } }), 'me.get')
  expect((await ask({})).status).toBe(200)
  expect((await ask({ authorization: 'Bearer vst_nonsense' })).status).toBe(401)
})

test('without a token a call must come from a page of the panel', async () => {
  const { call } = await withApi()
  const foreign = await call('POST', 'guest.start', { headers: { origin: 'https://evil.test' } })
  expect(foreign.status).toBe(403)
})

test('a token holds no more than its person, and for one guest nothing beside it', async () => {
  const { world, tenant, call } = await withApi()
  const guestId = await sellGuest(world, tenant, 'web')
  const otherId = await sellGuest(world, tenant, 'db')
  await expect(tokenOf(tenant.customer, ['guest.delete'])).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(tokenOf(tenant.reseller, ['plan.read'], { guestId })).rejects.toMatchObject({
    code: 'FORBIDDEN',
  })
  const stranger = await world.tenant()
  await expect(tokenOf(stranger.customer, ['guest.read'], { guestId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  const permissions = ['guest.read', 'guest.start', 'operation.read', 'audit.read']
  const { secret } = await tokenOf(tenant.reseller, permissions, { guestId })
  const list = await call('GET', 'guest.list', { secret })
  expect(list.body.rows.map(({ id }: { id: string }) => id)).toEqual([guestId])
  expect((await call('GET', 'guest.get', { secret, input: { guestId: otherId } })).status).toBe(404)
  await call('POST', 'guest.start', { secret, input: { guestId } })
  for (const name of ['operation.list', 'audit.list'])
    expect(JSON.stringify((await call('GET', name, { secret })).body)).not.toMatch(/"db"/)
})

test('a token never changes how its person signs in', async () => {
  const { tenant, call } = await withApi()
  const { secret } = await tokenOf(tenant.customer, ['me.read', 'self'])
  expect((await call('GET', 'me.get', { secret })).body).toMatchObject({ user: { role: 'customer' } })
  const input = { kind: 'password', password: 'whatever it is' }
  const refused = await call('POST', 'me.prove', { secret, input })
  expect([refused.status, refused.body.error.code]).toEqual([403, 'FORBIDDEN'])
})

test('what a person may no longer do, their tokens may not either', async () => {
  const { tenant, call, db } = await withApi()
  const { secret } = await tokenOf(tenant.customer, ['guest.read', 'guest.start'])
  await db.secondFactorDemand.create({ data: { role: 'customer' } })
  expect((await call('GET', 'guest.list', { secret })).status).toBe(403)
})
