import { type APIRequestContext, type Browser, type Page, request as requests } from '@playwright/test'
import { createPlan } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, stateOf, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, type Person, query, signInByApi } from '../stack/panel-api.ts'
import { fileOf, type Picture, writeCaptions } from './captions.ts'
import { LOADS, PLAN } from './loads.ts'
import { createPeople, PEOPLE, type Tenants } from './people.ts'
import { Stack } from './stack.ts'

const HOURS = Number(process.env.VSERVER_DAY_HOURS ?? '24')
const LONGEST_MS = 240 * 60_000
/** Its pages come out of an emulated processor. */
const PATIENCE_MS = 120_000
/** After which a page has begun to ask for all that it shows. */
const SETTLED_MS = 5_000
const WIDTH = 1280
const SCREEN = 860
const PAGE = 3000

test('the pages of customer, reseller and admin after a day', async ({ browser }) => {
  test.setTimeout(LONGEST_MS)
  const stack = new Stack()
  try {
    if (stack.lived() === null) await live(stack, browser)
    await stack.comeBack()
    await takePictures(browser, stack)
    const kernel = await stack.machine.exec('uname', '-r')
    writeCaptions({ guests: LOADS.length, kernel, lived: stack.lived() ?? { hours: 0, minutes: 0 } })
  } finally {
    await stack.end()
  }
})

async function live(stack: Stack, browser: Browser): Promise<void> {
  await stack.begin()
  const db = await stack.database()
  const tenants = await createPeople(db)
  const plan = await createPlan(db, { ...PLAN, accountId: tenants.reseller.accountId })
  await db.$disconnect()
  const api = await requests.newContext({ baseURL: ORIGIN, timeout: PATIENCE_MS })
  await signInByApi(api, PEOPLE.reseller)
  const guests = await createGuests(api, plan.id, tenants)
  await api.dispose()
  for (const { id, load } of guests) if (load !== null) await startLoad(browser, id, load)
  await stack.live(HOURS, (words) => console.log(`  - ${words}`))
}

type Guest = { id: string; load: string | null }

async function createGuests(
  api: APIRequestContext,
  planId: string,
  { reseller, customers }: Tenants,
): Promise<Guest[]> {
  const guests: Guest[] = []
  for (const [index, { name, load }] of LOADS.entries()) {
    const { accountId: customerId } = customers[index % customers.length] ?? reseller
    const order = { name, planId, customerId, templateId: 'debian-12', requestKey: crypto.randomUUID() }
    const created = await mutate(api, 'guest.create', order)
    expect(created, `${created.message}`).toMatchObject({ status: 200 })
    const { guestId: id } = created.data as { guestId: string }
    await expect.poll(() => stateOf(api, id), { timeout: PATIENCE_MS }).toBe('running')
    guests.push({ id, load })
  }
  return guests
}

/** In a session of its own, so that it goes on when the console is closed. */
async function startLoad(browser: Browser, guestId: string, load: string): Promise<void> {
  const page = await pageOf(browser, PEOPLE.reseller)
  const screen = await openConsole(page, guestId, PATIENCE_MS)
  await typeCommand(page, `setsid bash -c '${load}' </dev/null >/dev/null 2>&1 & echo under"way"`)
  await expect(screen).toContainText('underway')
  await typeCommand(page, 'exit')
  await expect(page.getByText('Connected', { exact: true })).toBeHidden()
  await page.context().close()
}

async function takePictures(browser: Browser, stack: Stack): Promise<void> {
  const ids = await idsByName()
  const show = (who: Person, name: Picture, address: string, highest = PAGE) =>
    picture(browser, stack, { who, name, address, highest })
  await show(PEOPLE.bakery, 'guest', `/guests/${ids.shop}?range=day`)
  await show(PEOPLE.bakery, 'history', `/guests/${ids.shop}/history?range=day`)
  await show(PEOPLE.books, 'memory', `/guests/${ids.cache}?range=day`)
  await show(PEOPLE.reseller, 'reseller', '/', SCREEN)
  await show(PEOPLE.admin, 'admin', '/', SCREEN)
  await show(PEOPLE.admin, 'host', '/hosts/local?range=day')
}

async function idsByName(): Promise<Record<string, string>> {
  const api = await requests.newContext({ baseURL: ORIGIN, timeout: PATIENCE_MS })
  await signInByApi(api, PEOPLE.reseller)
  const { data } = await query(api, 'guest.names')
  await api.dispose()
  return Object.fromEntries((data as { id: string; name: string }[]).map(({ id, name }) => [name, id]))
}

type Wanted = { who: Person; name: Picture; address: string; highest: number }

async function picture(
  browser: Browser,
  { machine }: Stack,
  { who, name, address, highest }: Wanted,
): Promise<void> {
  const page = await pageOf(browser, who)
  await page.clock.setFixedTime(await machine.now())
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await settle(page)
  // As high as the page is, up to the timeline's many entries.
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ width: WIDTH, height: Math.min(height, highest) })
  await settle(page)
  await page.screenshot({ path: fileOf(name) })
  await page.context().close()
}

/** Nothing is on its way any more, and every chart is drawn. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(SETTLED_MS)
  await expect(page.locator('.animate-pulse')).toHaveCount(0)
  await expect(page.locator('figure:not(:has(.recharts-surface))')).toHaveCount(0)
}

async function pageOf(browser: Browser, who: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: ORIGIN, viewport: { width: WIDTH, height: SCREEN } })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE_MS)
  await signIn(page, who)
  return page
}
