import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { createConsent } from '@vserver/db/seed'
import { type Tour, toursOf } from '../actions/pages.ts'
import { signIn } from '../actions/session.ts'
import { test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate } from '../stack/panel-api.ts'

const DIRECTORY = process.env.VSERVER_PICTURES
const SCREENS = [
  { name: 'desk', width: 1280, height: 900 },
  { name: 'phone', width: 390, height: 844 },
] as const
const SETTLE_MS = 2500

test.skip(!DIRECTORY, 'VSERVER_PICTURES says where the pictures go')

test('every page of every role, on a desk and on a phone', async ({
  browser,
  db,
  admin,
  reseller,
  customer,
  support,
  guest,
  resellerApi,
}) => {
  test.setTimeout(900_000)
  await createConsent(db, guest.id)
  await mutate(resellerApi, 'guest.stop', { guestId: guest.id })
  await mutate(resellerApi, 'guest.start', { guestId: guest.id })
  for (const tour of await toursOf(db, { admin, reseller, customer, support }, guest.id))
    for (const screen of SCREENS) await takeAll(browser, { ...tour, screen, guestId: guest.id })
})

type Round = Tour & { screen: (typeof SCREENS)[number]; guestId: string }

async function takeAll(browser: Browser, { role, who, addresses, screen, guestId }: Round): Promise<void> {
  const { name, ...viewport } = screen
  const context = await browser.newContext({ baseURL: ORIGIN, viewport })
  const page = await context.newPage()
  await signIn(page, who)
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
