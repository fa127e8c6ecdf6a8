import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { PERMISSIONS } from '../policy.ts'
import { codeOfCall, procedures } from '../testing/procedures.ts'
import { as, createWorld, sellGuest } from '../testing/world.ts'

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

const ofGuest = procedures.filter(({ meta }) => meta?.scope === 'guest')

test('every procedure declares who may call it and how its object is found', () => {
  expect(procedures.length).toBeGreaterThan(30)
  for (const { path, meta } of procedures) {
    expect(Object.keys(PERMISSIONS), path).toContain(meta?.permission)
    expect(SCOPES, path).toContain(meta?.scope)
  }
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
          const code = await codeOfCall(ctx, path, { guestId, ...REST[path] })
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
      const code = await codeOfCall(viewing, path, { guestId, ...REST[path] })
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
      const code = await codeOfCall(ctx, path, { guestId, ...REST[path] })
      expect(code, `${owner.viewer.role} ${path}`).toBe('NOT_FOUND')
      asked += 1
    }
  }
  process.stdout.write(`guests not granted: ${asked} procedures asked\n`)
  expect(asked).toBeGreaterThan(ofGuest.length)
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
    expect(await codeOfCall(nobody, path, input), path).toBe('UNAUTHORIZED')
    if (meta.permission !== 'self' && meta.permission !== 'me.read')
      expect(await codeOfCall({ ...world.admin, viewer }, path, input), path).toBe('FORBIDDEN')
  }
})
