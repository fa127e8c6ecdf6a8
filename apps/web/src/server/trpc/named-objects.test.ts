import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ServiceContext } from '../context.ts'
import { PERMISSIONS } from '../policy.ts'
import { type Cast, createCast } from '../testing/cast.ts'
import { answerOf, type Procedure, procedures } from '../testing/procedures.ts'
import { as, letIn, sellGuest } from '../testing/world.ts'

/** What another reseller and its customer have. */
async function createThings({ world, other }: Cast) {
  const { db } = world
  const guestId = await sellGuest(world, other, 'shop')
  const { viewer } = other.reseller
  const limit = { memoryBytes: 2 ** 25, cpuMillicores: 10, cpuWeight: 100, processes: 16 }
  const token = { name: 'x', permissions: ['guest.read' as const], guestId: null, prefixes: [], days: 1 }
  const role = { accountId: other.resellerId, name: 'r', permissions: [] }
  const recording = { guestId, hostId: 'local', userId: viewer.id, userName: 'x', role: viewer.role }
  const consoleId = 'c-0123456789'
  const sealedKey = world.panel.recordings.newKey(world.panel)
  return {
    ...{ guestId, consoleId, sessionId: viewer.sessionId, userId: viewer.id },
    ...{ customerId: other.customerId, resellerId: other.resellerId },
    planId: (await as(other.reseller).plan.create({ name: 'own', limit })).id,
    tokenId: (await as(other.reseller).token.create(token)).id,
    accountRoleId: (await db.accountRole.create({ data: role })).id,
    grantId: await letIn(world, guestId),
    recordingId: (
      await db.recording.create({ data: { ...recording, consoleId, isRequired: false, sealedKey } })
    ).id,
  }
}
type Things = Awaited<ReturnType<typeof createThings>>

/** The same that never were. */
const made = (things: Things): Things =>
  Object.fromEntries(
    Object.keys(things).map((key) => [key, key === 'consoleId' ? 'c-9876543210' : 'cnevermade']),
  ) as Things

const ORDER = { templateId: 'debian-12', requestKey: 'a-key-of-an-order' }
const RULE = {
  ...{ name: 'Memory', subject: 'memoryShare', threshold: 0.9, clearBelow: 0.8 },
  ...{ forSeconds: 60, email: true, webhookUrl: null, quiet: null, enabled: true },
}
const INVITATION = { email: 'new@example.test', rank: null, accountRoleId: null, guestIds: null }

/** The object of one's own that a procedure is asked with. */
type Own = Record<'guestId' | 'ruleId' | 'userId' | 'planId' | 'customerId' | 'accountRoleId', string>

/** What each procedure is told of beside its object, all of it somebody else's: one question for each. */
const NAMED: Record<string, (of: Things, own: Own) => object[]> = {
  'me.revokeSession': ({ sessionId }) => [{ sessionId }],
  'token.create': ({ guestId }) => [
    { name: 'x', permissions: ['guest.read'], guestId, prefixes: [], days: 1 },
  ],
  'token.rotate': ({ tokenId }) => [{ tokenId }],
  'token.revoke': ({ tokenId }) => [{ tokenId }],
  'team.setMember': ({ accountRoleId, guestId }, own) => [
    { userId: own.userId, accountRoleId, guestIds: null },
    { userId: own.userId, accountRoleId: own.accountRoleId, guestIds: [guestId] },
  ],
  'invitation.create': ({ accountRoleId, guestId }, own) => [
    { ...INVITATION, accountRoleId },
    { ...INVITATION, accountRoleId: own.accountRoleId, guestIds: [guestId] },
  ],
  'viewAs.start': ({ customerId, resellerId }) => [{ accountId: customerId }, { accountId: resellerId }],
  'plan.preview': ({ planId }) => [{ planId }],
  'ledger.pool': ({ resellerId }) => [{ accountId: resellerId }],
  'ledger.rows': ({ resellerId }) => [{ accountId: resellerId, kind: 'guests' }],
  'guest.create': ({ customerId, planId }, own) => [
    { ...ORDER, name: 'web', customerId, planId: own.planId },
    { ...ORDER, name: 'web', customerId: own.customerId, planId },
  ],
  'guest.createMany': ({ customerId, planId }, own) => [
    { ...ORDER, names: ['web'], customerId, planId: own.planId },
    { ...ORDER, names: ['web'], customerId: own.customerId, planId },
  ],
  'guest.transfer': ({ customerId }, { guestId }) => [{ guestId, customerId }],
  'guest.watchList': ({ guestId }) => [{ guestIds: [guestId] }],
  'alert.create': ({ guestId }) => [{ rule: { ...RULE, guestId } }],
  'alert.update': ({ guestId }, { ruleId }) => [{ ruleId, rule: { ...RULE, guestId } }],
  'batch.start': ({ guestId, planId }, own) => [
    { kind: 'stop', guestIds: [guestId], requestKey: ORDER.requestKey },
    { kind: 'stop', guestIds: [own.guestId, guestId], requestKey: ORDER.requestKey },
    { kind: 'applyPlan', planId, guestIds: [own.guestId], requestKey: ORDER.requestKey },
    { kind: 'applyPlan', planId: own.planId, guestIds: [guestId], requestKey: ORDER.requestKey },
  ],
  'operation.list': ({ guestId }) => [{ guestId }],
  'audit.list': ({ guestId }) => [{ guestId }],
  'console.ticket': ({ consoleId }, { guestId }) => [{ guestId, kind: 'shell', consoleId }],
  'console.share': ({ consoleId, userId }, { guestId }) => [{ guestId, consoleId, userId, mode: 'peer' }],
  'console.end': ({ consoleId }, { guestId }) => [{ guestId, consoleId }],
  'consent.answer': ({ grantId }, { guestId }) => [{ guestId, grantId, allow: true }],
  'consent.withdraw': ({ grantId }, { guestId }) => [{ guestId, grantId }],
  'recording.get': ({ recordingId }, { guestId }) => [{ guestId, recordingId }],
  'recording.read': ({ recordingId }, { guestId }) => [{ guestId, recordingId }],
  'recording.ofConsole': ({ consoleId }, { guestId }) => [{ guestId, consoleId }],
}
/** Ids of what no tenant owns. */
const NOT_OWNED = ['templateId', 'lastEventId', 'rawId']
/** Looked for among those of the person, and there is nothing of them in a fake. */
const OF_PERSON = ['passkey.remove', 'sshKey.remove']
const TENANTS = ['reseller', 'customer'] as const

/** The ids in what a procedure takes beside its object. */
function idsOf({ inputs }: Procedure): string[] {
  const schemas = inputs.slice(1).filter((one): one is z.ZodType => one instanceof z.ZodType)
  const text = schemas.map((one) =>
    JSON.stringify(z.toJSONSchema(one, { io: 'input', unrepresentable: 'any' })),
  )
  const ids = text.flatMap((one) => [...one.matchAll(/"(\w+Ids?)":\{/g)].map(([, id = '']) => id))
  return ids.filter((id) => !NOT_OWNED.includes(id))
}

function tenantsOf({ meta }: Procedure) {
  const allowed: readonly string[] = PERMISSIONS[meta.permission]
  return TENANTS.filter((role) => allowed.includes(role))
}

async function ownOf({ world, tenant }: Cast, ctx: ServiceContext): Promise<Own> {
  const rule = { name: 'Memory', subject: 'memoryShare', threshold: 0.9, clearBelow: 0.8, forSeconds: 60 }
  const role = { accountId: ctx.viewer.accountId ?? '', name: 'own', permissions: [] }
  return {
    accountRoleId: (await world.db.accountRole.create({ data: role })).id,
    guestId: await sellGuest(world, tenant, `web-${ctx.viewer.role}`),
    ruleId: (await world.db.alertRule.create({ data: { ...rule, email: true, userId: ctx.viewer.id } })).id,
    userId: (await world.member(ctx)).viewer.id,
    planId: world.planId,
    customerId: tenant.customerId,
  }
}

/** Asked with what is somebody else's, and with what never was: what is told apart is a fault, and what acts too. */
async function faultsOf(ctx: ServiceContext, { path, type }: Procedure, inputs: Pair[]): Promise<string[]> {
  const faults: string[] = []
  for (const [theirs, unknown] of inputs) {
    const answer = await answerOf(ctx, path, theirs)
    const same = await answerOf(ctx, path, unknown)
    const isOut =
      type === 'mutation' ? !['OK', 'BAD_REQUEST'].includes(answer.code) : answer.code !== 'BAD_REQUEST'
    if (!isOut || !isDeepStrictEqual(answer, same))
      faults.push(`${ctx.viewer.role} ${path} ${JSON.stringify({ theirs, answer, same })}`)
  }
  return faults
}
type Pair = readonly [object, object | undefined]

test('what a procedure is told of beside its object is looked for as its owner: what is somebody else’s is as what never was', async () => {
  const cast = await createCast()
  const theirs = await createThings(cast)
  const counts = { procedures: 0, questions: 0 }
  const faults: string[] = []
  for (const role of TENANTS) {
    const ctx = cast.people[role]
    const own = await ownOf(cast, ctx)
    for (const procedure of procedures.filter((one) => idsOf(one).length > 0)) {
      const { path } = procedure
      if (OF_PERSON.includes(path) || !tenantsOf(procedure).includes(role)) continue
      const ask = NAMED[path]
      if (!ask) faults.push(`${path} takes ${idsOf(procedure)} and is not in this table`)
      const unknown = ask?.(made(theirs), own) ?? []
      const pairs = (ask?.(theirs, own) ?? []).map((input, index): Pair => [input, unknown[index]])
      faults.push(...(await faultsOf(ctx, procedure, pairs)))
      counts.procedures += 1
      counts.questions += pairs.length
    }
  }
  process.stdout.write(`named objects: ${counts.procedures} procedures, ${counts.questions} questions\n`)
  expect(faults).toEqual([])
  expect(counts.questions).toBeGreaterThan(Object.keys(NAMED).length)
}, 60_000)
