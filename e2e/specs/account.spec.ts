import { createHmac } from 'node:crypto'
import type { BrowserContext, Page } from '@playwright/test'
import { signIn, signInOnPage } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { runCommand } from '../stack/command.ts'
import { ORIGIN, PORT } from '../stack/instance.ts'
import type { Person } from '../stack/panel-api.ts'

const STEP_MS = 30_000
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** What an authenticator shows `steps` half minutes from now. Source: RFC 6238. */
function codeOf(secret: string, steps = 0): string {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP_MS) + steps))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = digest.readUInt8(19) & 15
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0')
}

/** Sets up the second factor on the page; a code of the half minute before is used up by it. */
async function setUpFactor(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.goto('/account')
  await page.getByRole('region', { name: 'Second factor', exact: true }).getByRole('button').click()
  const dialog = page.getByRole('dialog')
  const secret = await dialog.locator('code').innerText()
  await dialog.getByLabel('Code').fill(codeOf(secret, -1))
  await dialog.getByRole('button', { name: 'Turn it on' }).click()
  const list = dialog.getByRole('list', { name: 'Recovery codes' })
  await expect(list.getByRole('listitem')).toHaveCount(10)
  const codes = await list.getByRole('listitem').allInnerTexts()
  await dialog.getByRole('button', { name: 'I have kept them' }).click()
  return { secret, codes }
}

async function enterPassword(page: Page, { email, password }: Person): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('E-mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code').fill(code)
  await page.getByRole('button', { name: 'Go on' }).click()
}

test('a second factor is set up, asked for at the next sign-in, and a recovery code opens once', async ({
  page,
  browser,
  reseller,
}) => {
  await signIn(page, reseller)
  const { secret, codes } = await setUpFactor(page)
  await expect(page.getByText('10 recovery codes are left.')).toBeVisible()

  const other = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
  await enterPassword(other, reseller)
  await enterCode(other, '000000')
  await expect(other.getByRole('form').getByRole('alert')).toContainText('The code is wrong')
  await enterCode(other, codeOf(secret))
  await expect(other).not.toHaveURL(/sign-in/)

  for (const isGood of [true, false]) {
    const lost = await (await browser.newContext({ baseURL: ORIGIN })).newPage()
    await enterPassword(lost, reseller)
    await enterCode(lost, codes[0]?.toLowerCase() ?? '')
    if (isGood) await expect(lost).not.toHaveURL(/sign-in/)
    else await expect(lost.getByRole('form').getByRole('alert')).toContainText('already used')
    await lost.context().close()
  }
  await other.context().close()
})

test('a dangerous act asks for the password when the last proof is old, and goes on by itself', async ({
  page,
  db,
  admin,
}) => {
  await signIn(page, admin)
  await page.goto('/account')
  await db.session.updateMany({ where: { userId: admin.userId }, data: { provedAt: new Date(0) } })
  await page.getByRole('button', { name: 'Save profile' }).click()
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await dialog.getByLabel('Your password').fill('not the password')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog.getByRole('alert')).toContainText('wrong')
  await dialog.getByLabel('Your password').fill(admin.password)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('Saved.')).toBeVisible()
})

test('a token is made on the page and works with the call that the panel shows', async ({
  page,
  customer,
}) => {
  await signIn(page, customer)
  await page.goto('/account')
  await page.getByRole('button', { name: 'New token' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name', { exact: true }).fill('backup')
  await dialog.getByRole('checkbox', { name: 'guest.read' }).check()
  await dialog.getByRole('button', { name: 'Make token' }).click()
  const secret = await dialog.locator('code').innerText()
  expect(secret).toMatch(/^vst_/)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('never used')).toBeVisible()

  await page.goto('/api-docs')
  const other = page.getByRole('button', { name: 'POST guest.start' }).first()
  await expect(other).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search calls' }).fill('guest.list')
  await expect(other).toBeHidden()
  await page.getByRole('button', { name: 'GET guest.list', exact: true }).click()
  await expect(page.locator('pre').first()).toContainText(`${ORIGIN}/api/v1/guest.list`)
  const curl = (...args: string[]) => runCommand('curl', ['-s', ...args, `${ORIGIN}/api/v1/guest.list`])
  const allowed = await curl('-H', `Authorization: Bearer ${secret}`)
  expect(JSON.parse(allowed.output)).toMatchObject({ rows: [], total: 0 })
  const refused = await curl('-H', 'Authorization: Bearer vst_nonsense')
  expect(JSON.parse(refused.output)).toMatchObject({ error: { code: 'UNAUTHENTICATED' } })

  await page.goto('/account')
  await page.getByRole('button', { name: 'Revoke backup' }).click()
  await expect(page.getByText('No tokens')).toBeVisible()
  expect(JSON.parse((await curl('-H', `Authorization: Bearer ${secret}`)).output)).toMatchObject({
    error: { code: 'UNAUTHENTICATED' },
  })
})

/** A device with a finger on it. Source: Chrome DevTools Protocol, WebAuthn. */
async function addDevice(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('WebAuthn.enable')
  const options = {
    ...({ protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const),
    ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  }
  await session.send('WebAuthn.addVirtualAuthenticator', { options })
}

test('a passkey is added and signs in without a password', async ({ browser, customer }) => {
  // Passkeys need a name: the same panel, not by its address.
  const context = await browser.newContext({ baseURL: `http://localhost:${PORT}` })
  const page = await context.newPage()
  await addDevice(context, page)
  await signInOnPage(page, customer)
  await page.goto('/account')
  const card = page.getByRole('region', { name: 'Passkeys' })
  await card.getByRole('button', { name: 'Add' }).click()
  await page.getByRole('dialog').getByLabel('Name of the device').fill('laptop')
  await page.getByRole('dialog').getByRole('button', { name: 'Go on' }).click()
  await expect(card.getByText('never used')).toBeVisible()

  await context.clearCookies()
  await page.goto('/sign-in')
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page).not.toHaveURL(/sign-in/)
  await page.goto('/account')
  await expect(card.getByText('never used')).toBeHidden()
  await expect(card.getByText('laptop')).toBeVisible()
  await context.close()
})
