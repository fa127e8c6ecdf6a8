import { expect, test } from 'vitest'
import { sweepConsoles } from '../../console/sweep.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { hangUp } from '../console/end.ts'

const MINUTE_MS = 60_000
const REASON = 'the mail queue is stuck'

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const shell = { guestId, kind: 'shell' as const }
  return { world, tenant, guestId, shell, support: as(world.support), admin: as(world.admin) }
}

test('support enters with the consent of the owner only, and no longer than it holds', async () => {
  const { world, tenant, guestId, shell, support } = await sold()
  await expect(support.console.ticket(shell)).rejects.toMatchObject({
    cause: { code: 'FORBIDDEN', hint: expect.stringContaining('ask for consent') },
  })
  expect(await support.consent.entry({ guestId })).toMatchObject({ needsGrant: true, mayEnter: false })
  await as(tenant.customer).consent.give({ guestId, minutes: 15, note: 'Look at the mail.' })
  expect(await support.consent.entry({ guestId })).toMatchObject({ needsGrant: true, mayEnter: true })
  await expect(support.console.ticket(shell)).resolves.toBeDefined()
  world.clock.nowMs += 15 * MINUTE_MS
  await expect(support.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
  expect(await support.consent.list({ guestId })).toMatchObject([{ state: 'expired', kind: 'consent' }])
})

test('an administrator needs consent as well, but not where no customer could give it', async () => {
  const { world, tenant, shell, admin } = await sold()
  await expect(admin.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
  await world.db.session.deleteMany({ where: { userId: tenant.customer.viewer.id } })
  await world.db.user.delete({ where: { id: tenant.customer.viewer.id } })
  await expect(admin.console.ticket(shell)).resolves.toBeDefined()
  await expect(as(world.support).console.ticket(shell)).rejects.toMatchObject({
    cause: { code: 'FORBIDDEN' },
  })
})

test('the owner is asked, in the panel and by letter, and lets in who asked and nobody else', async () => {
  const { world, tenant, guestId, shell, support, admin } = await sold()
  const { id: grantId } = await support.consent.ask({ guestId, minutes: 60, reason: REASON })
  expect(world.mails).toMatchObject([
    { to: tenant.customer.viewer.email, text: expect.stringContaining(REASON) },
  ])
  await expect(support.consent.ask({ guestId, minutes: 60, reason: REASON })).rejects.toMatchObject({
    cause: { code: 'ALREADY_EXISTS' },
  })
  expect(await as(tenant.customer).consent.pending()).toMatchObject([{ id: grantId, guest: { id: guestId } }])
  expect(await as((await world.tenant()).customer).consent.pending()).toEqual([])
  await as(tenant.customer).consent.answer({ guestId, grantId, allow: true })
  await expect(support.console.ticket(shell)).resolves.toBeDefined()
  await expect(admin.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
  expect(await as(tenant.customer).consent.pending()).toEqual([])
})

test('what was refused, withdrawn or answered too late lets nobody in', async () => {
  const { world, tenant, guestId, shell, support } = await sold()
  const owner = as(tenant.customer)
  const ask = async () => (await support.consent.ask({ guestId, minutes: 60, reason: REASON })).id
  const answer = (grantId: string, allow: boolean) => owner.consent.answer({ guestId, grantId, allow })
  await answer(await ask(), false)
  const given = await ask()
  await answer(given, true)
  await owner.consent.withdraw({ guestId, grantId: given })
  const late = await ask()
  world.clock.nowMs += 25 * 60 * MINUTE_MS
  await expect(answer(late, true)).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } })
  await expect(support.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
  const states = (await support.consent.list({ guestId })).map(({ state }) => state)
  expect(states.toSorted()).toEqual(['ended', 'expired', 'refused'])
})

test('two answers at once are one', async () => {
  const { tenant, guestId, support } = await sold()
  const { id: grantId } = await support.consent.ask({ guestId, minutes: 60, reason: REASON })
  const answers = [tenant.customer, tenant.reseller].map((ctx) =>
    as(ctx).consent.answer({ guestId, grantId, allow: true }),
  )
  const done = (await Promise.allSettled(answers)).filter(({ status }) => status === 'fulfilled')
  expect(done).toHaveLength(1)
})

test('breaking the glass takes a second person, in time, and the owner is told who and why', async () => {
  const { world, tenant, guestId, shell, support, admin } = await sold()
  const { id: grantId } = await support.consent.askBreakGlass({ guestId, minutes: 30, reason: REASON })
  const answer = { guestId, grantId, allow: true }
  await expect(support.consent.answerBreakGlass(answer)).rejects.toMatchObject({
    cause: { code: 'FORBIDDEN' },
  })
  await expect(as(tenant.customer).consent.answer(answer)).rejects.toMatchObject({
    cause: { code: 'NOT_FOUND' },
  })
  expect(await admin.consent.pending()).toMatchObject([{ id: grantId, kind: 'breakGlass' }])
  expect(await support.consent.pending()).toEqual([])
  await admin.consent.answerBreakGlass(answer)
  await expect(support.console.ticket(shell)).resolves.toBeDefined()
  await expect(admin.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
  expect(world.mails).toMatchObject([
    {
      to: tenant.customer.viewer.email,
      text: expect.stringMatching(new RegExp(`second person.\nReason: ${REASON}`)),
    },
  ])
  world.clock.nowMs += 1000
  const told = (await as(tenant.customer).timeline.list({ guestId, kinds: ['act'] })).entries
  expect(told.map((entry) => entry.kind === 'act' && entry.act.action)).toEqual(
    expect.arrayContaining(['breakGlass.ask', 'breakGlass.grant']),
  )
  world.clock.nowMs += 30 * MINUTE_MS
  await expect(support.console.ticket(shell)).rejects.toMatchObject({ cause: { code: 'FORBIDDEN' } })
})

test('a second person who comes after a quarter of an hour comes too late', async () => {
  const { world, guestId, support } = await sold()
  const { id: grantId } = await support.consent.askBreakGlass({ guestId, minutes: 30, reason: REASON })
  world.clock.nowMs += 15 * MINUTE_MS
  const viewer = { ...world.admin.viewer, provedAt: new Date(world.clock.nowMs) }
  const late = as({ ...world.admin, viewer }).consent.answerBreakGlass({ guestId, grantId, allow: true })
  await expect(late).rejects.toMatchObject({ cause: { code: 'NOT_FOUND' } })
})

test('glass is not broken for longer than an hour, and not without a reason', async () => {
  const { guestId, support } = await sold()
  for (const wrong of [
    { minutes: 61, reason: REASON },
    { minutes: 30, reason: 'because' },
  ])
    await expect(support.consent.askBreakGlass({ guestId, ...wrong })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    })
})

test('a shell of staff is hung up when what let it in is over, also when nobody is attached', async () => {
  const { world, tenant, guestId } = await sold()
  const { id: grantId } = await as(tenant.customer).consent.give({ guestId, minutes: 15 })
  const console = { guestId, userId: world.support.viewer.id, grantId }
  await world.db.console.create({ data: { id: 'c-of-support', ...console } })
  await world.db.console.create({ data: { id: 'c-of-owner', ...console, grantId: null } })
  expect(await sweepConsoles(world.panel)).toBe(0)
  await as(tenant.customer).consent.withdraw({ guestId, grantId })
  expect(await sweepConsoles(world.panel)).toBe(1)
  const open = await world.db.console.findMany({ where: { closedAt: null } })
  expect(open.map(({ id }) => id)).toEqual(['c-of-owner'])
})

test('a console that was ended stays so when its host does not answer', async () => {
  const { world, guestId, tenant } = await sold()
  await world.db.console.create({ data: { id: 'c-of-owner', guestId, userId: tenant.customer.viewer.id } })
  const ended = hangUp(world.panel, { id: 'c-of-owner', hostId: 'local', byName: 'Owner' })
  await expect(ended).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' })
  expect(await world.db.console.findFirst()).toMatchObject({
    endedByName: 'Owner',
    closedAt: expect.any(Date),
  })
})
