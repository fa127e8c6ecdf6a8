import { TRPCError } from '@trpc/server'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { PERMISSIONS, type Permission } from '../policy.ts'
import { ROLES } from '../services/me/model.ts'
import { as, createWorld, sellGuest } from '../testing/world.ts'
import { appRouter } from './root.ts'
import type { ProcedureMeta } from './trpc.ts'

type Procedure = { path: string; meta: ProcedureMeta }

const RULE = {
  ...{ name: 'Memory', guestId: null, subject: 'memoryShare', threshold: 0.9, clearBelow: 0.8 },
  ...{ forSeconds: 60, email: true, webhookUrl: null, quiet: null, enabled: true },
}

/** Input that each scope's procedures need beside the object's id, so that only the object can be at fault. */
const REST: Record<string, object> = {
  'guest.delete': { confirmName: 'web' },
  'guest.reinstall': { templateId: 'debian-12', confirmName: 'web' },
  'guest.rename': { name: 'www' },
  'guest.transfer': { customerId: 'somebody' },
  'guest.suspend': { step: 'warned', reason: 'unpaid', escalateDays: null },
  'files.convert': { backend: 'tree' },
  'files.clone': { name: 'copy', requestKey: 'key-of-clone' },
  'limit.set': { change: { cpuWeight: 50 } },
  'runtime.set': { change: { stopSeconds: 5 } },
  'runtime.setCapabilities': { capabilities: { add: [], remove: [] } },
  'runtime.deleteArea': { area: 'data' },
  'network.set': { change: { mtu: null } },
  'network.setNameservers': { nameservers: ['192.0.2.53'] },
  'network.addAddress': { family: 4 },
  'network.removeAddress': { address: '192.0.2.5' },
  'network.makeFirst': { address: '192.0.2.5' },
  'network.setReverse': { address: '192.0.2.5', name: null },
  'firewall.set': { firewall: {} },
  'traffic.set': { trafficBytes: null },
  'sample.range': { range: 'day', metrics: ['load1'] },
  'hit.list': { range: 'day' },
  'slow.explain': { range: 'day' },
  'host.history': { range: 'day' },
  'host.top': { metric: 'memoryBytes' },
  'alert.create': { rule: RULE },
  'alert.update': { rule: RULE },
  'bulk.ask': { ask: { kind: 'stop', count: 1 } },
  'bulk.withdraw': { id: 123_456 },
  'console.ticket': { kind: 'shell' },
  'console.end': { consoleId: 'c-0123456789' },
  'console.share': { consoleId: 'c-0123456789', userId: 'u', mode: 'peer' },
  'consent.give': { minutes: 15 },
  'consent.answer': { grantId: 'g', allow: true },
  'consent.withdraw': { grantId: 'g' },
  'consent.ask': { minutes: 15, reason: 'a reason that is long' },
  'consent.giveBack': { grantId: 'g' },
  'consent.askBreakGlass': { minutes: 15, reason: 'a reason that is long' },
  'consent.answerBreakGlass': { grantId: 'g', allow: true },
  'secondFactor.setDemand': { roles: [] },
  'secondFactor.remove': { email: 'no@example.test' },
  'recording.get': { recordingId: 'recording' },
  'recording.read': { recordingId: 'recording' },
  'recording.ofConsole': { consoleId: 'c-0123456789' },
  'recording.delete': { recordingId: 'recording', reason: 'asked for' },
  'recording.setGuest': { record: true },
  'recording.setAccount': { record: true },
}

const SCOPES = [
  ...['own', 'tenant', 'house', 'guest', 'host', 'operation', 'alertRule'],
  ...['member', 'role', 'plan', 'batch', 'invitation', 'customer', 'view'],
]

const procedures: Procedure[] = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  meta: (procedure as unknown as { _def: { meta: ProcedureMeta } })._def.meta,
}))
const ofGuest = procedures.filter(({ meta }) => meta.scope === 'guest')

function call(ctx: ServiceContext, path: string, input: unknown): Promise<unknown> {
  const [noun = '', verb = ''] = path.split('.')
  const caller = as(ctx) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>
  return caller[noun]?.[verb]?.(input) ?? Promise.reject(new Error(`no procedure ${path}`))
}

/** A subscription refuses when it is begun, or when its first event is asked for. */
async function codeOf(result: Promise<unknown>): Promise<string> {
  try {
    const value = await result
    if (value && typeof value === 'object' && Symbol.asyncIterator in value)
      await (value as AsyncIterable<unknown>)[Symbol.asyncIterator]().next()
    return 'OK'
  } catch (error) {
    return error instanceof TRPCError ? error.code : String(error)
  }
}

test('every procedure declares who may call it and how its object is found', () => {
  expect(procedures.length).toBeGreaterThan(30)
  for (const { path, meta } of procedures) {
    expect(Object.keys(PERMISSIONS), path).toContain(meta?.permission)
    expect(SCOPES, path).toContain(meta?.scope)
  }
})

test('a role that is not granted a permission is refused by every procedure that asks for it', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const { operations } = world.agent
  const people = { admin: world.admin, support: world.support, ...tenant }
  for (const { path, meta } of procedures)
    for (const role of ROLES) {
      const allowed: readonly string[] = PERMISSIONS[meta.permission as Permission]
      if (allowed.includes(role)) continue
      const input = { guestId, hostId: 'local', operationId: operations[0]?.id, ...REST[path] }
      expect(await codeOf(call(people[role], path, input)), `${role} ${path}`).toBe('FORBIDDEN')
    }
})

test("another tenant's guest is not found, by any procedure on a guest, just like one that never was", async () => {
  const world = await createWorld()
  const mine = await world.tenant()
  const other = await world.tenant()
  const guestId = await sellGuest(world, mine, 'web')
  expect(ofGuest.length).toBeGreaterThan(9)
  for (const { path, meta } of ofGuest)
    for (const role of ['reseller', 'customer'] as const) {
      const allowed: readonly string[] = PERMISSIONS[meta.permission as Permission]
      if (!allowed.includes(role)) continue
      for (const id of [guestId, 'no-such-guest']) {
        const code = await codeOf(call(other[role], path, { guestId: id, ...REST[path] }))
        expect(code, `${role} ${path} ${id}`).toBe('NOT_FOUND')
      }
    }
  expect(world.agent.guests.size).toBe(1)
})

/** What each made-up role of an account holds. */
const CUSTOM_ROLES = {
  nothing: [],
  technician: ['guest.start', 'guest.stop', 'guest.restart', 'guest.console', 'guest.bootLog'],
  manager: ['team.read', 'team.manage', 'role.manage'],
  everything: Object.keys(PERMISSIONS),
} as const satisfies Record<string, readonly string[]>

test('a role of an account is refused by every procedure that asks for what it lacks', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  let refused = 0
  for (const owner of [tenant.reseller, tenant.customer])
    for (const [name, permissions] of Object.entries(CUSTOM_ROLES))
      for (const guestIds of [undefined, [guestId]]) {
        const ctx = await world.member(owner, { permissions, ...(guestIds ? { guestIds } : {}) })
        for (const { path, meta } of procedures) {
          if (ctx.viewer.rights.has(meta.permission)) continue
          const code = await codeOf(call(ctx, path, { guestId, ...REST[path] }))
          expect(code, `${owner.viewer.role} as ${name} ${path}`).toBe('FORBIDDEN')
          refused += 1
        }
      }
  process.stdout.write(`custom roles: ${procedures.length} procedures, ${refused} refusals\n`)
  expect(refused).toBeGreaterThan(procedures.length * 8)
})

test('who views as another user is refused by every procedure that is for the user alone', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  let refused = 0
  for (const [ctx, accountId] of [
    [world.admin, tenant.resellerId],
    [tenant.reseller, tenant.customerId],
  ] as const) {
    await as(ctx).viewAs.start({ accountId })
    const viewing = await world.again(ctx)
    for (const { path, meta } of procedures) {
      if (viewing.viewer.rights.has(meta.permission)) continue
      const code = await codeOf(call(viewing, path, { guestId, ...REST[path] }))
      expect(code, `${viewing.viewer.role} viewed as, ${path}`).toBe('FORBIDDEN')
      refused += 1
    }
  }
  process.stdout.write(`view as: ${procedures.length} procedures, ${refused} refusals\n`)
  expect(refused).toBeGreaterThan(procedures.length / 2)
})

test('a guest of the account that was not granted is not found by any procedure', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const granted = await sellGuest(world, tenant, 'web')
  const guestId = await sellGuest(world, tenant, 'mail')
  let asked = 0
  for (const owner of [tenant.reseller, tenant.customer]) {
    const standing = { permissions: CUSTOM_ROLES.everything, guestIds: [granted] }
    const ctx = await world.member(owner, standing)
    for (const { path, meta } of ofGuest) {
      if (!ctx.viewer.rights.has(meta.permission)) continue
      const code = await codeOf(call(ctx, path, { guestId, ...REST[path] }))
      expect(code, `${owner.viewer.role} ${path}`).toBe('NOT_FOUND')
      asked += 1
    }
  }
  process.stdout.write(`guests not granted: ${asked} procedures asked\n`)
  expect(asked).toBeGreaterThan(ofGuest.length)
})

test("another tenant's operation is not found", async () => {
  const world = await createWorld()
  const mine = await world.tenant()
  const other = await world.tenant()
  const { operationId } = await as(mine.reseller).guest.start({
    guestId: await sellGuest(world, mine, 'web'),
  })
  for (const ctx of [other.reseller, other.customer]) {
    expect(await codeOf(call(ctx, 'operation.get', { operationId }))).toBe('NOT_FOUND')
    expect(await codeOf(call(ctx, 'operation.log', { operationId }))).toBe('NOT_FOUND')
    expect(await codeOf(call(ctx, 'operation.watch', { operationId }))).toBe('NOT_FOUND')
  }
  expect(await as(mine.customer).operation.get({ operationId })).toMatchObject({ guestName: 'web' })
})

test('lists hold only what is in scope', async () => {
  const world = await createWorld()
  const mine = await world.tenant()
  const other = await world.tenant()
  await sellGuest(world, mine, 'web')
  expect((await as(mine.customer).guest.list()).rows).toHaveLength(1)
  expect((await as(world.support).guest.list({ query: 'we' })).rows).toHaveLength(1)
  for (const ctx of [other.reseller, other.customer]) {
    expect((await as(ctx).guest.list()).rows).toEqual([])
    expect(await as(ctx).guest.names()).toEqual([])
    expect(await as(ctx).operation.list()).toEqual([])
    expect(await as(ctx).audit.list()).toEqual([])
  }
  expect((await as(other.reseller).customer.list()).map(({ id }) => id)).toEqual([other.customerId])
})

test('nobody gets anything without signing in, nor before the one-time password is changed', async () => {
  const world = await createWorld()
  const nobody = { ...world.admin, viewer: null } as unknown as ServiceContext
  const viewer = { ...world.admin.viewer, mustChangePassword: true }
  for (const { path, meta } of procedures) {
    const ids = {
      guestId: 'x',
      hostId: 'x',
      operationId: 'x',
      ruleId: 'x',
      userId: 'x',
      roleId: 'x',
      invitationId: 'x',
      customerId: 'x',
      viewId: 'x',
    }
    const input = { ...ids, ...REST[path] }
    expect(await codeOf(call(nobody, path, input)), path).toBe('UNAUTHORIZED')
    if (meta.permission !== 'self' && meta.permission !== 'me.read')
      expect(await codeOf(call({ ...world.admin, viewer }, path, input)), path).toBe('FORBIDDEN')
  }
})
