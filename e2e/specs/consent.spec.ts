import type { Browser, Page } from '@playwright/test'
import type { Seeded } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

async function pageOf(browser: Browser, person: Seeded): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, person)
  await page.goto('/')
  return page
}

const rowOf = (page: Page, name: string | RegExp) =>
  page.getByRole('list', { name: 'Open consoles' }).getByRole('listitem').filter({ hasText: name })

test('support asks, the customer allows, watches the console live and ends it', async ({
  browser,
  guest,
  customer,
  support,
  db,
}) => {
  const helper = await pageOf(browser, support)
  await helper.goto(`/guests/${guest.id}/console`)
  await expect(helper.getByText('The owner has not let you in')).toBeVisible()
  await helper.getByRole('button', { name: 'Ask for consent' }).click()
  await helper.getByLabel('Reason').fill('The mail queue does not move.')
  await helper.getByLabel('For how long').selectOption('15')
  await helper.getByRole('button', { name: 'Ask the owner' }).click()

  const owner = await pageOf(browser, customer)
  await expect(owner.getByText(/asks to enter for 15 min/).first()).toBeVisible()
  await owner.getByRole('button', { name: 'Allow' }).first().click()

  const screen = helper.locator('.xterm-rows')
  await expect(helper.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await typeCommand(helper, 'echo seen-$((40+2))')
  await expect(screen).toContainText('seen-42')

  await owner.goto(`/guests/${guest.id}`)
  await rowOf(owner, /support/)
    .getByRole('link', { name: /^Watch/ })
    .click()
  await expect(owner.getByText('You only watch')).toBeVisible()
  await expect(owner.locator('.xterm-rows')).toContainText('seen-42')

  await owner.goto(`/guests/${guest.id}`)
  await rowOf(owner, /support/)
    .getByRole('button', { name: /^End/ })
    .click()
  await expect(helper.getByText('Connected', { exact: true })).toBeHidden({ timeout: 5000 })
  await expect(rowOf(owner, /support/)).toHaveCount(0)
  const row = await db.auditRow.findFirst({ where: { guestId: guest.id, action: 'console.end' } })
  expect(row).toMatchObject({ userId: customer.userId, outcome: 'succeeded' })
})

test('consent that is withdrawn closes the console at once, and says why', async ({
  browser,
  guest,
  customer,
  support,
}) => {
  const owner = await pageOf(browser, customer)
  await owner.goto(`/guests/${guest.id}`)
  await owner.getByRole('button', { name: 'Let support in' }).click()
  await owner.getByRole('dialog').getByRole('button', { name: 'Let support in' }).click()
  await expect(owner.getByText(/Staff may enter for 1 hour/)).toBeVisible()
  const helper = await pageOf(browser, support)
  await openConsole(helper, guest.id)
  await owner.getByRole('button', { name: 'Withdraw' }).click()
  await expect(helper.getByText(/owner of the guest has not let you in/)).toBeVisible({ timeout: 3000 })
})

test('breaking the glass takes a second person, and the customer sees who and why', async ({
  browser,
  guest,
  customer,
  support,
  admin,
}) => {
  const helper = await pageOf(browser, support)
  await helper.goto(`/guests/${guest.id}`)
  await helper.getByRole('button', { name: 'Break-glass' }).click()
  await helper.getByLabel('Reason').fill('It attacks another network.')
  await helper.getByLabel('For how long').selectOption('15')
  await helper.getByRole('button', { name: 'Ask a second person' }).click()
  await expect(helper.getByText(/wants to enter without consent/)).toBeVisible()
  await expect(helper.getByRole('button', { name: 'Agree' })).toHaveAttribute('aria-disabled', 'true')

  const second = await pageOf(browser, admin)
  await expect(second.getByText('It attacks another network.')).toBeVisible()
  await second.getByRole('button', { name: 'Agree' }).first().click()
  await openConsole(helper, guest.id)

  const owner = await pageOf(browser, customer)
  await owner.goto(`/guests/${guest.id}`)
  await expect(owner.getByText(/entered without consent, for 15 min; Admin .* agreed/)).toBeVisible()
  await expect(owner.getByText(/It attacks another network/).first()).toBeVisible()
  await expect(rowOf(owner, /support/)).toHaveCount(1)
})
