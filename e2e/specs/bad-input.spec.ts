import { readdirSync } from 'node:fs'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, test } from '../fixtures.ts'
import { DATA_DIR, INSTANCE, RUN_DIR } from '../stack/instance.ts'
import { type Answer, mutate, query } from '../stack/panel-api.ts'

const MIB = 1024 ** 2

/** What a refused act must leave as it was, on the host and in the database. */
function traces(): string[] {
  const listed = (directory: string) => {
    try {
      return readdirSync(directory).map((name) => `${directory}/${name}`)
    } catch {
      return []
    }
  }
  return [
    ...listed(`${DATA_DIR}/storage/guests`),
    ...listed(`${DATA_DIR}/agent/guests`),
    ...listed(`${RUN_DIR}/guests`),
    ...listed(`/sys/fs/cgroup/memory/${INSTANCE}`),
    ...listed(`/sys/fs/cgroup/unified/${INSTANCE}`),
    ...listed(`/sys/fs/cgroup/${INSTANCE}`),
  ].sort()
}

function order(customerId: string, more: Record<string, unknown> = {}) {
  return {
    name: 'shop',
    customerId,
    planId: 'plan-s',
    templateId: 'debian-12',
    requestKey: crypto.randomUUID(),
    ...more,
  }
}

function refused(answer: Answer, code: string): void {
  expect(answer.status, `${answer.code}: ${answer.message}`).toBeGreaterThanOrEqual(400)
  expect(answer.code).toBe(code)
}

test('names that are too long, not names, or paths are refused and nothing is made', async ({
  resellerApi,
  customer,
  db,
}) => {
  const before = {
    traces: traces(),
    guests: await db.guest.count(),
    reservations: await db.reservation.count(),
  }
  for (const name of [
    'a'.repeat(300),
    '../etc',
    'shop/../../x',
    'Shop',
    '',
    '-shop',
    'shop\u0000',
    'läden',
  ]) {
    const answer = await mutate(resellerApi, 'guest.create', order(customer.accountId, { name }))
    expect(answer.status, `“${name.slice(0, 20)}” was taken`).toBe(400)
  }
  const answer = await mutate(resellerApi, 'guest.create', order(customer.accountId, { surprise: true }))
  expect(answer.status).toBe(400)
  expect({
    traces: traces(),
    guests: await db.guest.count(),
    reservations: await db.reservation.count(),
  }).toEqual(before)
})

test('an unknown customer, plan, template or guest is refused and nothing is made', async ({
  resellerApi,
  customer,
  stranger,
}) => {
  const before = traces()
  refused(await mutate(resellerApi, 'guest.create', order('nosuchcustomer')), 'NOT_FOUND')
  refused(await mutate(resellerApi, 'guest.create', order(stranger.accountId)), 'NOT_FOUND')
  refused(
    await mutate(resellerApi, 'guest.create', order(customer.accountId, { planId: 'nosuchplan' })),
    'NOT_FOUND',
  )
  const absent = await mutate(
    resellerApi,
    'guest.create',
    order(customer.accountId, { templateId: 'debian-13' }),
  )
  expect(absent.status).toBeGreaterThanOrEqual(400)
  refused(await mutate(resellerApi, 'guest.start', { guestId: 'nosuchguest' }), 'NOT_FOUND')
  expect(traces()).toEqual(before)
  const pool = (await query(resellerApi, 'allowance.summary')).data as Array<{ reserved: number }>
  expect(pool.every((line) => line.reserved === 0)).toBe(true)
})

test('a taken name, an exceeded pool and memory below what is used are refused, and the guest stays as it is', async ({
  page,
  resellerApi,
  guest,
  customer,
  db,
}) => {
  const before = traces()
  refused(
    await mutate(resellerApi, 'guest.create', order(customer.accountId, { name: guest.name })),
    'ALREADY_EXISTS',
  )
  const large = { guestId: guest.id, change: { memoryBytes: 64 * 1024 * MIB } }
  refused(await mutate(resellerApi, 'limit.set', large), 'ALLOWANCE_EXCEEDED')
  await signIn(page, customer)
  const screen = await openConsole(page, guest.id)
  await typeCommand(page, 'head -c 96M /dev/zero >/dev/shm/fill && echo filled-$((1+1))')
  await expect(screen).toContainText('filled-2')
  const small = await mutate(resellerApi, 'limit.set', {
    guestId: guest.id,
    change: { memoryBytes: 64 * MIB },
  })
  refused(small, 'INVALID_STATE')
  const limit = (await query(resellerApi, 'limit.get', { guestId: guest.id })).data as {
    limit: { memoryBytes: number }
  }
  expect(limit.limit.memoryBytes).toBe(512 * MIB)
  expect(traces()).toEqual(before)
  const reservations = await db.reservation.findMany({
    where: { guestId: guest.id, kind: 'memoryBytes', releasedAt: null },
  })
  expect(reservations.reduce((sum, row) => sum + Number(row.amount), 0)).toBe(512 * MIB)
})

test('twenty orders at once against room for four give four guests', async ({
  resellerApi,
  customer,
  db,
}) => {
  test.setTimeout(120_000)
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      mutate(resellerApi, 'guest.create', order(customer.accountId, { name: `rush-${index}` })),
    ),
  )
  const taken = answers.filter((answer) => answer.status === 200)
  expect(taken).toHaveLength(4)
  for (const answer of answers.filter((answer) => answer.status !== 200))
    expect(answer.code).toBe('ALLOWANCE_EXCEEDED')
  for (const answer of taken) {
    const { guestId } = answer.data as { guestId: string }
    const { name } = await db.guest.findUniqueOrThrow({ where: { id: guestId } })
    await deleteGuest(resellerApi, { id: guestId, name })
  }
  await expect
    .poll(
      async () =>
        ((await query(resellerApi, 'allowance.summary')).data as Array<{ reserved: number }>).every(
          (line) => line.reserved === 0,
        ),
      { timeout: 60_000 },
    )
    .toBe(true)
})
