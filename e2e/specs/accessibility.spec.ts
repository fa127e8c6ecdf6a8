import type { Browser, Page } from '@playwright/test'
import { findGrave } from '../actions/accessibility.ts'
import { prepareTours, type Tour } from '../actions/pages.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'

const PHONE = { width: 390, height: 844 }

/** A page has come when its heading is there and nothing stands in for what is still asked for. */
async function settle(page: Page, address: string): Promise<string[]> {
  await page.goto(address)
  const heading = page.getByRole('heading', { level: 1 })
  const hasCome = await heading
    .first()
    .waitFor({ timeout: 15_000 })
    .then(
      () => true,
      () => false,
    )
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached', timeout: 15_000 })
  return hasCome ? [] : ['has no heading']
}

type Walk = { browser: Browser; tour: Tour; cookies: Record<string, string>; phone?: boolean }

/** What is wrong with each page, by its address. */
async function walk(
  { browser, tour, cookies, phone = false }: Walk,
  look: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const context = await browser.newContext({ baseURL: ORIGIN, ...(phone ? { viewport: PHONE } : {}) })
  const page = await context.newPage()
  if (tour.who) await signIn(page, tour.who)
  await context.addCookies(Object.entries(cookies).map(([name, value]) => ({ name, value, url: ORIGIN })))
  const found: string[] = []
  for (const address of tour.addresses) {
    const faults = [...(await settle(page, address)), ...(await look(page))]
    found.push(...faults.map((one) => `${tour.role} ${address} ${JSON.stringify(cookies)}: ${one}`))
  }
  await context.close()
  return found
}

/** Two roles at a time: a browser and the panel have a processor each. */
async function walkAll(
  tours: readonly Tour[],
  options: Omit<Walk, 'tour'>,
  look: (page: Page) => Promise<string[]>,
): Promise<string[]> {
  const left = [...tours]
  const found: string[] = []
  const lane = async (): Promise<void> => {
    for (let tour = left.shift(); tour; tour = left.shift())
      found.push(...(await walk({ ...options, tour }, look)))
  }
  await Promise.all([lane(), lane()])
  return found
}

/** The dark look of a page differs in its colours alone. */
async function findInBoth(page: Page): Promise<string[]> {
  const light = await findGrave(page)
  await page.evaluate("document.documentElement.dataset.theme = 'dark'")
  const dark = await findGrave(page, ['color-contrast', 'link-in-text-block'])
  return [...light, ...dark.map((one) => `dark: ${one}`)]
}

/** With all pages of all roles. */
const toured = test.extend<{ tours: Tour[] }>({
  tours: async ({ browser, db, guest, admin, reseller, customer, support, resellerApi }, use) => {
    const people = { admin, reseller, customer, support }
    await use(await prepareTours({ browser, db, people, guest, resellerApi }))
  },
})

toured('every page of every role is accessible in light and in dark', async ({ browser, tours }) => {
  test.setTimeout(600_000)
  const options = { browser, cookies: { 'vserver-theme': 'light' } }
  expect(await walkAll(tours, options, findInBoth)).toEqual([])
})

/** Text at 7:1, which axe looks at only when it is asked to. */
async function findFaint(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const faint = await findGrave(page, ['color-contrast-enhanced'])
    found.push(...faint.map((one) => `${colorScheme}: ${one}`))
  }
  return found
}

test('in high contrast every text stands out at 7:1, on light and on dark', async ({
  browser,
  reseller,
  guest,
}) => {
  test.setTimeout(240_000)
  const at = `/guests/${guest.id}`
  const addresses = ['/', '/guests', at, `${at}/network`, '/plans', '/account']
  const tour = { role: 'reseller', who: reseller, addresses }
  expect(await walk({ browser, tour, cookies: { 'vserver-theme': 'contrast' } }, findFaint)).toEqual([])
})

test('a system that asks for more contrast gets the theme of high contrast until another is chosen', async ({
  page,
  reseller,
}) => {
  await page.emulateMedia({ colorScheme: 'dark', contrast: 'more' })
  await signIn(page, reseller)
  await page.goto('/')
  const canvas = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
  const asked = await canvas()
  await page.getByTitle('Dark', { exact: true }).click()
  expect(await canvas()).not.toBe(asked)
  await page.emulateMedia({ contrast: 'no-preference' })
  await page.getByTitle('High contrast', { exact: true }).click()
  await page.reload()
  expect(await canvas()).toBe(asked)
})

async function findOverflow(page: Page): Promise<string[]> {
  const beyond = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')
  return Number(beyond) > 0 ? [`${beyond} pixels beside the screen`] : []
}

toured(
  'no page is wider than a phone, in the language with the longest words',
  async ({ browser, tours }) => {
    test.setTimeout(600_000)
    const options = { browser, cookies: { 'vserver-language': 'de' }, phone: true }
    expect(await walkAll(tours, options, findOverflow)).toEqual([])
  },
)
