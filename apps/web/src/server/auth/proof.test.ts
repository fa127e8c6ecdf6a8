import { MINUTE_MS } from '@vserver/core/units'
import { expect, test } from 'vitest'
import type { ServiceContext } from '../context.ts'
import { givePassword } from '../testing/password.ts'
import { as, createWorld, sellGuest } from '../testing/world.ts'
import { appRouter } from '../trpc/root.ts'
import type { ProcedureMeta } from '../trpc/trpc.ts'
import { Attempts } from './attempts.ts'
import { readViewer } from './read-viewer.ts'

const REAUTH = { code: 'UNAUTHORIZED', cause: expect.objectContaining({ code: 'REAUTH_NEEDED' }) }

/** What destroys, lets others in or locks people out. */
const ACTS = [
  'account.setAllowances',
  'bulk.ask',
  'consent.answerBreakGlass',
  'customer.delete',
  'guest.delete',
  'guest.reinstall',
  'me.update',
  'passkey.add',
  'passkey.begin',
  'passkey.remove',
  'secondFactor.begin',
  'secondFactor.confirm',
  'secondFactor.remove',
  'secondFactor.renewCodes',
  'secondFactor.setDemand',
  'secondFactor.turnOff',
  'sshKey.add',
  'token.create',
  'token.rotate',
]

async function again(ctx: ServiceContext): Promise<ServiceContext> {
  const viewer = await readViewer(ctx.db, ctx.viewer.sessionId)
  if (!viewer) throw new Error('the session is gone')
  return { ...ctx, viewer }
}

test('a dangerous act is refused ten minutes after the last proof, and done after a new one', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await givePassword(world.db, tenant.reseller.viewer.id, 'the password')
  const request = { guestId, confirmName: 'web' }
  world.clock.nowMs += 10 * MINUTE_MS
  await expect(as(tenant.reseller).guest.delete(request)).rejects.toMatchObject(REAUTH)
  const wrong = { kind: 'password', password: 'another one' } as const
  await expect(as(tenant.reseller).me.prove(wrong)).rejects.toMatchObject({ code: 'BAD_REQUEST' })
  await expect(as(await again(tenant.reseller)).guest.delete(request)).rejects.toMatchObject(REAUTH)
  await as(tenant.reseller).me.prove({ kind: 'password', password: 'the password' })
  await as(await again(tenant.reseller)).guest.delete(request)
})

test('a proof is for one sign-in, not for the others of the same person', async () => {
  const { admin, db } = await createWorld()
  await givePassword(db, admin.viewer.id, 'the password')
  const expiresAt = new Date(Date.now() + MINUTE_MS)
  const token = crypto.randomUUID()
  const other = await db.session.create({ data: { userId: admin.viewer.id, token, expiresAt } })
  await as(admin).me.prove({ kind: 'password', password: 'the password' })
  expect((await readViewer(db, other.id))?.provedAt).toBeNull()
})

test('these acts ask for a proof, whatever others do', () => {
  const fresh = Object.entries(appRouter._def.procedures)
    .filter(([, one]) => (one as unknown as { _def: { meta: ProcedureMeta } })._def.meta.fresh)
    .map(([path]) => path)
  expect(fresh).toEqual(expect.arrayContaining(ACTS))
})

test('attempts are counted across restarts and processes of the panel, and forgotten after a quarter of an hour', async () => {
  const { db } = await createWorld()
  let nowMs = Date.now()
  const one = new Attempts(db, () => nowMs)
  const other = new Attempts(db, () => nowMs)
  const tries = [one, other, one, other, one].map((panel) => panel.begin('key', 3))
  const results = await Promise.allSettled(tries)
  expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2)
  await expect(new Attempts(db, () => nowMs).begin('key', 3)).rejects.toMatchObject({
    code: 'RATE_LIMITED',
    hint: 'Wait 15 minutes and try again.',
  })
  await one.forgive('key')
  await other.begin('key', 3)
  await one.begin('another key', 1)
  nowMs += 16 * MINUTE_MS
  await one.begin('key', 1)
  expect(await db.attempts.count()).toBe(1)
})
