import { randomBytes } from 'node:crypto'
import { type APIRequestContext, request as requests } from '@playwright/test'
import { createCustomer, createPlan, createReseller } from '@vserver/db/seed'
import { expectAccessible } from '../actions/accessibility.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, stateOf, test } from '../fixtures.ts'
import { up } from '../stack/command.ts'
import { INSTANCE, ORIGIN } from '../stack/instance.ts'
import { memoryLimitOf } from '../stack/kernel.ts'
import { type Answer, mutate, query, signInByApi } from '../stack/panel-api.ts'
import { killService } from '../stack/services.ts'

const MIB = 1024 * 1024
const ROOM = 10
const ORDERS = 200

test('a changed plan leaves a sold guest as it is until it is applied, and then the kernel holds the new limit', async ({
  page,
  reseller,
  guest,
}) => {
  test.setTimeout(90_000)
  await signIn(page, reseller)
  await page.goto('/')
  await page.getByRole('link', { name: 'Plans', exact: true }).click()
  const card = page.getByRole('region', { name: 'Plan Endless' })
  await card.getByRole('button', { name: 'Actions for plan Endless' }).click()
  await page.getByRole('menuitem', { name: 'Change…' }).click()
  await page.getByLabel('Memory', { exact: true }).fill('640')
  await page.getByRole('button', { name: 'Save as version 2' }).click()
  await expect(card).toContainText('version 2')
  await expect(card).toContainText('Its guest has an older version')
  expect(memoryLimitOf(guest.hostName)).toBe(512 * MIB)
  await expectAccessible(page)

  await card.getByRole('button', { name: /^Apply/ }).click()
  const row = page.getByRole('dialog').getByRole('row').filter({ hasText: guest.name })
  await expect(row).toContainText(/memory 640 MiB/i)
  await page.getByRole('button', { name: 'Apply to 1 guest' }).click()
  await expect(page.getByRole('heading', { name: 'Apply plan Endless, version 2, to 1 guest' })).toBeVisible()
  await expect(page.getByText('1 of 1 guest brought up to the plan')).toBeVisible({ timeout: 20_000 })
  expect(memoryLimitOf(guest.hostName)).toBe(640 * MIB)
  await expectAccessible(page)
})

test('guests are chosen in the list, reviewed and stopped together', async ({ page, reseller, guest }) => {
  test.setTimeout(90_000)
  await signIn(page, reseller)
  await page.goto('/guests')
  await page.getByRole('checkbox', { name: `Choose ${guest.name}` }).check()
  await page.getByRole('toolbar', { name: 'Chosen guests' }).getByRole('button', { name: 'Stop…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Stop 1 guest?' })
  await expect(dialog.getByRole('row').filter({ hasText: guest.name })).toContainText('is stopped')
  await dialog.getByRole('button', { name: 'Stop 1 guest', exact: true }).click()
  await expect(page.getByText('1 of 1 guest stopped')).toBeVisible({ timeout: 40_000 })
  expect(await stateOf(page.request, guest.id)).toBe('stopped')
  await page.getByRole('link', { name: 'Operations', exact: true }).first().click()
  await expect(page.getByRole('link', { name: 'Stop 1 guest' })).toBeVisible()
})

test('the planner says what would run out first, of the pool for a reseller and of the host for an admin', async ({
  page,
  browser,
  admin,
  reseller,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto('/')
  await page.getByRole('link', { name: 'Planner', exact: true }).click()
  const count = page.getByLabel('Number of guests of plan Endless')
  await expect(count, `with ${guest.name}`).toHaveValue('1')
  await expect(page.getByText('Your pool is large enough for this.')).toBeVisible()
  await count.fill('9')
  await expect(page.getByText(/Your pool has not enough memory/)).toBeVisible()
  await expectAccessible(page)

  const other = await browser.newContext({ baseURL: ORIGIN })
  const desk = await other.newPage()
  await signIn(desk, admin)
  await desk.goto('/planner')
  await desk.getByLabel('Number of guests of plan L').fill('40')
  await expect(desk.getByText(/First to run out: (memory|processor|disk), at \d+ guests/)).toBeVisible()
  await other.close()
})

/** Asked again with the same key until the panel has said yes or no; a panel that is down says neither. */
async function settle(api: APIRequestContext, input: object): Promise<Answer> {
  const deadline = Date.now() + 150_000
  for (;;) {
    const answer = await mutate(api, 'guest.create', input).catch(() => null)
    if (answer && (answer.status === 200 || answer.code === 'ALLOWANCE_EXCEEDED')) return answer
    if (Date.now() > deadline) throw new Error(`No answer: ${JSON.stringify(answer)}`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
}

test('two hundred orders at once against room for ten make ten guests, also when the panel is killed in the middle', async ({
  db,
  admin,
}) => {
  test.setTimeout(300_000)
  const mark = randomBytes(4).toString('hex')
  const person = (role: string) => ({
    name: `${role} ${mark}`,
    email: `${role}-${mark}@example.test`,
    password: mark + mark,
  })
  const allowances = { guests: ROOM, memoryBytes: null, cpuMillicores: null }
  const reseller = await createReseller(db, { ...person('rusher'), allowances })
  const customer = await createCustomer(db, { ...person('buyer'), resellerId: reseller.accountId })
  const limits = { memoryBytes: 128 * MIB, cpuMillicores: 200, processes: 128 }
  const plan = await createPlan(db, { name: 'Rush', ...limits, accountId: reseller.accountId })
  const api = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(api, reseller)
  const orders = Array.from({ length: ORDERS }, (_, index) => ({
    name: `rush-${mark}-${index}`,
    ...{ customerId: customer.accountId, planId: plan.id, templateId: 'debian-12' },
    requestKey: `${mark}-order-${index}`,
  }))

  const rush = Promise.all(orders.map((order) => settle(api, order)))
  await expect
    .poll(() => db.guest.count({ where: { resellerId: reseller.accountId } }), {
      intervals: [20],
      timeout: 60_000,
    })
    .toBeGreaterThan(2)
  await killService('web')
  const restarted = await up('--instance', INSTANCE)
  expect(restarted.status, restarted.output).toBe(0)
  const answers = await rush

  const made = answers
    .filter(({ status }) => status === 200)
    .map(({ data }) => (data as { guestId: string }).guestId)
  expect(new Set(made).size).toBe(ROOM)
  expect(answers.filter(({ code }) => code === 'ALLOWANCE_EXCEEDED')).toHaveLength(ORDERS - ROOM)
  const alive = { resellerId: reseller.accountId, life: { not: 'deleted' as const } }
  await expect
    .poll(() => db.guest.count({ where: { ...alive, life: 'active' } }), { timeout: 60_000 })
    .toBe(ROOM)
  expect(await db.guest.count({ where: alive })).toBe(ROOM)

  const owner = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(owner, admin)
  const drifts = async () =>
    ((await mutate(owner, 'ledger.prove', undefined)).data as { drifts: unknown[] } | undefined)?.drifts
  await expect.poll(drifts, { timeout: 30_000 }).toEqual([])
  await owner.dispose()

  for (const { id, name } of await db.guest.findMany({ where: alive })) await deleteGuest(api, { id, name })
  const pool = (await query(api, 'allowance.summary')).data as { reserved: number }[]
  expect(pool.every(({ reserved }) => reserved === 0)).toBe(true)
  await api.dispose()
})
