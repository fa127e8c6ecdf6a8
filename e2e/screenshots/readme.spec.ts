import path from 'node:path'
import { type Browser, type Page, request as requests } from '@playwright/test'
import { createAdmin, createConsent, createCustomer, createReseller, createSupport } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, stateOf, test } from '../fixtures.ts'
import { REPOSITORY } from '../stack/command.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, type Person, signInByApi } from '../stack/panel-api.ts'

const GIB = 1024 ** 3
const PASSWORD = 'three quiet words'
const LIVE_MS = 75_000

const person = (name: string, email: string) => ({ name, email, password: PASSWORD })

test('the pictures of the README', async ({ browser, db }) => {
  const allowances = { guests: 20, memoryBytes: 16 * GIB, cpuMillicores: 12_000 }
  const reseller = await createReseller(db, {
    ...person('Northwind Hosting', 'sales@northwind.example'),
    allowances,
  })
  const customers = await Promise.all(
    [person('Lindgren Bakery', 'anna@lindgren.example'), person('Harbour Books', 'team@harbour.example')].map(
      (customer) => createCustomer(db, { ...customer, resellerId: reseller.accountId }),
    ),
  )
  const support = await createSupport(db, person('Sam Support', 'sam@northwind.example'))
  const admin = await createAdmin(db, person('Ada Admin', 'ada@northwind.example'))
  const api = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(api, reseller)
  const orders = [
    ['shop', 0, 'plan-m'],
    ['books', 1, 'plan-s'],
    ['mail', 1, 'plan-s'],
  ] as const
  const guests: string[] = []
  for (const [name, owner, planId] of orders) {
    const input = {
      name,
      customerId: customers[owner]?.accountId,
      planId,
      templateId: 'debian-12',
      requestKey: crypto.randomUUID(),
    }
    const created = await mutate(api, 'guest.create', input)
    expect(created, `${created.message}`).toMatchObject({ status: 200 })
    const { guestId } = created.data as { guestId: string }
    await expect.poll(() => stateOf(api, guestId), { timeout: 30_000 }).toBe('running')
    guests.push(guestId)
  }
  const [shop = '', books = ''] = guests
  await createConsent(db, shop)
  const shell = await pageOf(browser, support)
  await openConsole(shell, shop)
  await typeCommand(
    shell,
    'clear; hostnamectl --static; uptime; df -h / | tail -1; systemctl is-system-running; ps -e | head -8',
  )
  const spin = await pageOf(browser, customers[0] ?? support)
  await openConsole(spin, shop)
  await typeCommand(spin, 'while :; do seq 20000 | sort -R | sort -n >/dev/null; sleep 0.4; done')
  await spin.waitForTimeout(LIVE_MS)

  await picture(shell, 'console')
  await visit(browser, customers[0] ?? support, `/guests/${shop}`, 'customer')
  await visit(browser, reseller, '/', 'reseller')
  await visit(browser, support, '/', 'support')
  await visit(browser, admin, '/', 'admin')
  await visit(browser, reseller, '/guests/new', 'create')
  await visit(browser, reseller, `/guests/${books}`, 'guest-dark', 'dark')
  for (const [index, guestId] of guests.entries())
    await mutate(api, 'guest.delete', { guestId, confirmName: orders[index]?.[0] })
  await Promise.all(
    guests.map((guestId) => expect.poll(() => stateOf(api, guestId), { timeout: 40_000 }).toBe('NOT_FOUND')),
  )
  await api.dispose()
})

async function pageOf(browser: Browser, who: Person, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    baseURL: ORIGIN,
    colorScheme,
    viewport: { width: 1280, height: 860 },
  })
  const page = await context.newPage()
  await signIn(page, who)
  return page
}

async function visit(
  browser: Browser,
  who: Person,
  address: string,
  name: string,
  scheme: 'light' | 'dark' = 'light',
) {
  const page = await pageOf(browser, who, scheme)
  await page.goto(address)
  await page.waitForTimeout(5_000)
  await picture(page, name)
  await page.context().close()
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(REPOSITORY, 'docs/screenshots', `${name}.png`) })
}
