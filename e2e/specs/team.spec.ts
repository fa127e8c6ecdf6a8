import { signIn, signInOnPage } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate } from '../stack/panel-api.ts'

const PASSWORD = 'a few unrelated words'

test('an owner invites somebody who may start one guest and nothing else', async ({
  page,
  browser,
  customer,
  guest,
}) => {
  const email = `helper-${crypto.randomUUID()}@example.test`
  await signIn(page, customer)
  await page.goto('/team')
  await page.getByRole('button', { name: 'New role' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Starter')
  await page.getByRole('button', { name: 'Nothing' }).click()
  await page.getByRole('checkbox', { name: 'Start', exact: true }).check()
  await page.getByRole('button', { name: 'Save role' }).click()
  await expect(page.getByRole('list', { name: 'Roles' })).toContainText('Starter')

  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' })
  await dialog.getByLabel('E-mail address').fill(email)
  await dialog.getByLabel('Role').selectOption({ label: 'Starter' })
  await dialog.getByLabel('Guests', { exact: true }).selectOption({ label: 'Only some guests' })
  await dialog.getByRole('checkbox', { name: guest.name }).check()
  await dialog.getByRole('button', { name: 'Invite' }).click()
  // The stack has no mail server, so the link is shown once.
  const link = await page.getByTestId('invitation-link').textContent()

  const other = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
  await other.goto(link ?? '')
  await other.getByLabel('Your name').fill('Helper')
  await other.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await other.getByLabel('Password again').fill(PASSWORD)
  await other.getByRole('button', { name: 'Accept' }).click()
  await expect(other.getByRole('heading', { name: 'Welcome' })).toBeVisible()
  await signInOnPage(other, { email, password: PASSWORD })
  await other.goto(`/guests/${guest.id}`)
  const stop = other.getByRole('button', { name: 'Stop', exact: true })
  await expect(stop).toHaveAttribute('aria-disabled', 'true')
  const refused = await mutate(other.request, 'guest.stop', { guestId: guest.id })
  expect(refused).toMatchObject({ status: 403, code: 'FORBIDDEN' })

  await other.goto(link ?? '')
  await expect(other.getByText(/was used, taken back or is older/)).toBeVisible()
  await other.context().close()
})

test('a reseller views the panel as its customer, recorded and without its console', async ({
  page,
  reseller,
  customer,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto('/customers')
  await page
    .getByRole('row', { name: customer.email })
    .getByRole('button', { name: /^View as/ })
    .click()
  const banner = page.getByRole('region', { name: 'Viewing as another user' })
  await expect(banner).toBeVisible()
  await page.goto(`/guests/${guest.id}`)
  await expect(banner).toBeVisible()
  const ticket = await mutate(page.request, 'console.ticket', { guestId: guest.id, kind: 'shell' })
  expect(ticket).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  await banner.getByRole('button', { name: 'Stop viewing as' }).click()
  await expect(banner).toHaveCount(0)
  await page.goto('/customers')
  await expect(page.getByRole('heading', { name: 'Customers' })).toBeVisible()
})
