import type { APIRequestContext, Browser, Page } from '@playwright/test'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signInOnPage } from '../actions/session.ts'
import { test as base, deleteGuest, expect, type Guest } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import type { Person } from '../stack/panel-api.ts'

type Sold = { api: APIRequestContext; guest: Pick<Guest, 'id' | 'name'> }

/** What the day has sold is taken back, however the day ends. */
const test = base.extend<{ sold: Sold[] }>({
  sold: [
    // biome-ignore lint/correctness/noEmptyPattern: the shape that Playwright asks for
    async ({}, use) => {
      const sold: Sold[] = []
      await use(sold)
      for (const { api, guest } of sold) await deleteGuest(api, guest)
    },
    { auto: true },
  ],
})

const OWN_PASSWORD = 'four words of my own'

async function windowOf(browser: Browser, person: Person): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
  await signInOnPage(page, person)
  return page
}

/** Fills in who is added and returns the password that is shown once. */
async function add(page: Page, who: { name: string; email: string }, save: string): Promise<Person> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill(who.name)
  await dialog.getByLabel('E-mail address').fill(who.email)
  await dialog.getByRole('button', { name: save }).click()
  const password = (await dialog.getByRole('code').last().textContent()) ?? ''
  await page.getByRole('button', { name: 'Done' }).click()
  return { email: who.email, password }
}

/** The first sign-in asks for a password of one's own. */
async function arrive(browser: Browser, person: Person): Promise<Page> {
  const page = await windowOf(browser, person)
  await page.getByLabel('One-time password').fill(person.password)
  await page.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD)
  await page.getByLabel('New password again').fill(OWN_PASSWORD)
  await page.getByRole('button', { name: 'Save password' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible({ timeout: 20_000 })
  return page
}

test('a day: an admin sells room, a reseller a guest, a customer uses it, and support helps when let in', async ({
  browser,
  db,
  admin,
  support,
  sold,
}) => {
  test.setTimeout(300_000)
  const mark = crypto.randomUUID().slice(0, 8)
  const person = (role: string) => ({
    name: `${role} of ${mark}`,
    email: `${role.toLowerCase()}-${mark}@example.test`,
  })

  // Morning: the admin looks at the host and adds a reseller with a pool.
  const desk = await windowOf(browser, admin)
  await desk.getByRole('link', { name: 'Hosts', exact: true }).click()
  await expect(desk.getByRole('heading', { name: 'Hosts' })).toBeVisible()
  await desk.getByRole('link', { name: 'Resellers', exact: true }).click()
  await desk.getByRole('button', { name: 'New reseller' }).first().click()
  const reseller = await add(desk, person('Seller'), 'Add reseller')

  // The reseller finds an own pool, adds a customer and creates its guest.
  const shop = await arrive(browser, reseller)
  await shop.getByRole('link', { name: 'Customers', exact: true }).click()
  await shop.getByRole('button', { name: 'New customer' }).first().click()
  const customer = await add(shop, person('Buyer'), 'Add customer')
  await shop.getByRole('link', { name: 'Guests', exact: true }).click()
  await shop.getByRole('link', { name: 'Create guest' }).first().click()
  await shop
    .getByLabel('Customer', { exact: true })
    .selectOption({ label: `Buyer of ${mark} (${customer.email})` })
  await shop.getByRole('radio', { name: /^S\b/ }).check({ force: true })
  await shop.getByLabel('Name', { exact: true }).fill(`shop-${mark}`)
  await shop.getByRole('button', { name: 'Create guest' }).click()
  await expect(shop).toHaveURL(/\/guests\/(?!new)[^/]+$/, { timeout: 30_000 })
  await expect(shop.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  const guest = await db.guest.findFirstOrThrow({ where: { name: `shop-${mark}` } })
  sold.push({ api: shop.context().request, guest })
  await shop.getByRole('link', { name: 'Pool', exact: true }).click()
  await expect(shop.getByRole('button', { name: /^Guests 1 reserved of 20/ })).toBeVisible()

  // Noon: the customer sees it run, reads why it would be slow, and works in its console.
  const home = await arrive(browser, customer)
  await home.goto(`/guests/${guest.id}`)
  await expect(home.getByTestId('uptime')).toBeVisible()
  await expect(home.getByRole('region', { name: 'Why is it slow?' })).toBeVisible()
  const screen = await openConsole(home, guest.id)
  await typeCommand(home, 'echo mine-$((40+2))')
  await expect(screen).toContainText('mine-42')

  // Afternoon: support may not enter until the customer lets it in.
  const help = await windowOf(browser, support)
  await help.getByRole('searchbox').first().fill(`shop-${mark}`)
  await expect(help.getByRole('link', { name: `shop-${mark}` }).first()).toBeVisible()
  await help.goto(`/guests/${guest.id}/console`)
  await expect(help.getByText('The owner has not let you in')).toBeVisible()
  await home.goto(`/guests/${guest.id}`)
  await home.getByRole('button', { name: 'Let support in' }).click()
  await home.getByRole('dialog').getByRole('button', { name: 'Let support in' }).click()
  await expect(home.getByText(/Staff may enter for 1 hour/)).toBeVisible()
  const helped = await openConsole(help, guest.id)
  await typeCommand(help, 'echo helped-$((40+2))')
  await expect(helped).toContainText('helped-42')
  await home.getByRole('button', { name: 'Withdraw' }).click()
  await expect(help.getByText(/owner of the guest has not let you in/)).toBeVisible({ timeout: 5000 })

  // Evening: the admin reads what happened, and the reseller takes the guest back.
  await desk.getByRole('link', { name: 'Audit', exact: true }).click()
  await expect(desk.getByText(`shop-${mark}`).first()).toBeVisible()
  await deleteGuest(shop.context().request, guest)
  await shop.goto('/guests')
  await expect(shop.getByRole('link', { name: `shop-${mark}` })).toHaveCount(0)
})
