import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { prepareTours, type Tour } from '../actions/pages.ts'
import { signIn } from '../actions/session.ts'
import { test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'

const DIRECTORY = process.env.VSERVER_PICTURES
/** Screens, themes and languages shared out, so that each is seen on every page. */
const LOOKS = [
  { name: 'desk', viewport: { width: 1280, height: 900 }, theme: 'light', language: 'en' },
  { name: 'dark', viewport: { width: 1280, height: 900 }, theme: 'dark', language: 'es' },
  { name: 'phone', viewport: { width: 390, height: 844 }, theme: 'light', language: 'de' },
] as const
const SETTLE_MS = 2500

test.skip(!DIRECTORY, 'VSERVER_PICTURES says where the pictures go')

test('every page of every role, light and dark, on a desk and on a phone', async ({
  browser,
  db,
  admin,
  reseller,
  customer,
  support,
  guest,
  resellerApi,
}) => {
  test.setTimeout(1_800_000)
  const people = { admin, reseller, customer, support }
  for (const tour of await prepareTours({ browser, db, people, guest, resellerApi }))
    for (const look of LOOKS) await takeAll(browser, { ...tour, look, guestId: guest.id })
  // The guest is deleted afterwards, for which the proof from before the tour has become too old.
  await db.session.updateMany({ where: { userId: reseller.userId }, data: { provedAt: new Date() } })
})

type Round = Tour & { look: (typeof LOOKS)[number]; guestId: string }

async function takeAll(browser: Browser, { role, who, addresses, look, guestId }: Round): Promise<void> {
  const { name, viewport, theme, language } = look
  const context = await browser.newContext({ baseURL: ORIGIN, viewport })
  const page = await context.newPage()
  if (who) await signIn(page, who)
  const cookies = { 'vserver-theme': theme, 'vserver-language': language }
  await context.addCookies(Object.entries(cookies).map(([key, value]) => ({ name: key, value, url: ORIGIN })))
  const directory = path.join(DIRECTORY ?? '', name)
  mkdirSync(directory, { recursive: true })
  for (const address of addresses) {
    await page.goto(address)
    await page.waitForTimeout(SETTLE_MS)
    const file = address.replace(guestId, 'guest').replaceAll('/', '-').replace(/^-/, '') || 'home'
    await page.screenshot({ path: path.join(directory, `${role}-${file}.png`), fullPage: true })
  }
  await context.close()
}
