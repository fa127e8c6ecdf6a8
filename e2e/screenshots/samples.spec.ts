import { writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type APIRequestContext, type Browser, type Page, request as requests } from '@playwright/test'
import type { Db } from '@vserver/db'
import { createAdmin, createCustomer, createReseller, type SeededTenant } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, stateOf, test } from '../fixtures.ts'
import { REPOSITORY } from '../stack/command.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, type Person, signInByApi } from '../stack/panel-api.ts'

const GIB = 1024 ** 3
const MINUTE_MS = 60_000
const PASSWORD = 'three quiet words'
/** For charts to have two points and a verdict something to judge. */
const LEAST_MINUTES = 5
const AROUND_MINUTES = 15
const minutes = Number(process.env.VSERVER_SAMPLES_MINUTES ?? '0')

/** What each guest does; all of it repeats, and none of it is in step with another. */
const LOADS = [
  [
    'shop',
    'plan-m',
    'while :; do timeout 40 sh -c "while :; do :; done & while :; do :; done"; sleep 25; done',
  ],
  ['books', 'plan-s', 'while :; do seq 400000 | sort -R | sort -n >/dev/null; sleep 8; done'],
  [
    'backup',
    'plan-s',
    'while :; do dd if=/dev/zero of=/var/tmp/copy bs=1M count=96 conv=fsync; rm /var/tmp/copy; sleep 35; done',
  ],
  [
    'cache',
    'plan-s',
    'while :; do for m in 120 240 700; do head -c "$m"M /dev/zero | tail | wc -c; sleep 50; done; done',
  ],
  ['jobs', 'plan-s', 'while :; do for i in $(seq 300); do sleep 20 & done; wait; sleep 60; done'],
  ['quiet', 'plan-s', null],
] as const

type Running = { id: string; name: string; load: string | null; owner: SeededTenant }

test('the pages of customer, reseller and admin over guests under load', async ({ browser, db }) => {
  test.skip(minutes < LEAST_MINUTES, `VSERVER_SAMPLES_MINUTES says for how long, at least ${LEAST_MINUTES}.`)
  test.setTimeout((minutes + AROUND_MINUTES) * MINUTE_MS)
  const { reseller, customers, admin } = await createPeople(db)
  const api = await requests.newContext({ baseURL: ORIGIN })
  await signInByApi(api, reseller)
  const guests: Running[] = []
  try {
    for (const [index, [name, planId, load]] of LOADS.entries()) {
      const owner = customers[index % customers.length] ?? reseller
      guests.push({ id: await create(api, { name, planId, owner }), name, load, owner })
    }
    const begunMs = Date.now()
    for (const guest of guests) await startLoad(browser, guest)
    await new Promise((resolve) => setTimeout(resolve, minutes * MINUTE_MS))
    await takePictures(browser, { guests, reseller, admin })
    writeCaptions(Math.round((Date.now() - begunMs) / MINUTE_MS))
  } finally {
    for (const guest of guests) await deleteGuest(api, guest)
    await api.dispose()
  }
})

async function createPeople(db: Db) {
  const person = (name: string, email: string) => ({ name, email, password: PASSWORD })
  const allowances = { guests: 20, memoryBytes: 16 * GIB, cpuMillicores: 12_000 }
  const seller = person('Northwind Hosting', 'samples@northwind.example')
  const reseller = await createReseller(db, { ...seller, allowances })
  const customers: SeededTenant[] = []
  for (const [name, email] of [
    ['Lindgren Bakery', 'samples@lindgren.example'],
    ['Harbour Books', 'samples@harbour.example'],
  ] as const)
    customers.push(await createCustomer(db, { ...person(name, email), resellerId: reseller.accountId }))
  const admin = await createAdmin(db, person('Ada Admin', 'ada.samples@northwind.example'))
  return { reseller, customers, admin }
}

type Order = { name: string; planId: string; owner: SeededTenant }

async function create(api: APIRequestContext, { name, planId, owner }: Order): Promise<string> {
  const order = { name, planId, customerId: owner.accountId, templateId: 'debian-12' }
  const created = await mutate(api, 'guest.create', { ...order, requestKey: crypto.randomUUID() })
  expect(created, `${created.message}`).toMatchObject({ status: 200 })
  const { guestId } = created.data as { guestId: string }
  await expect.poll(() => stateOf(api, guestId), { timeout: 60_000 }).toBe('running')
  return guestId
}

/** In a session of its own, so that it goes on when the console is closed. */
async function startLoad(browser: Browser, { id, load, owner }: Running): Promise<void> {
  if (load === null) return
  const page = await pageOf(browser, owner)
  const screen = await openConsole(page, id)
  await typeCommand(page, `setsid sh -c '${load}' </dev/null >/dev/null 2>&1 & echo under"way"`)
  await expect(screen).toContainText('underway')
  await page.context().close()
}

type Cast = { guests: readonly Running[]; reseller: Person; admin: Person }

async function takePictures(browser: Browser, { guests, reseller, admin }: Cast): Promise<void> {
  const shop = guests.find(({ name }) => name === 'shop')
  const cache = guests.find(({ name }) => name === 'cache')
  if (!shop || !cache) throw new Error('the guests of the pictures are not there')
  const range = minutes > 60 ? 'day' : 'hour'
  await picture(browser, shop.owner, { address: `/guests/${shop.id}?range=${range}`, name: 'guest' })
  await picture(browser, shop.owner, {
    address: `/guests/${shop.id}/history?range=${range}`,
    name: 'history',
  })
  await picture(browser, cache.owner, { address: `/guests/${cache.id}?range=${range}`, name: 'memory' })
  await picture(browser, reseller, { address: '/', name: 'reseller' })
  await picture(browser, admin, { address: `/hosts/local?range=${range}`, name: 'host' })
}

async function picture(
  browser: Browser,
  who: Person,
  { address, name }: { address: string; name: string },
): Promise<void> {
  const page = await pageOf(browser, who)
  await page.goto(address)
  // Charts are drawn when their samples have come; a verdict is asked for after that.
  await page.waitForLoadState('networkidle').catch(() => {})
  await page.waitForTimeout(5000)
  const file = path.join(REPOSITORY, 'docs/screenshots', `samples-${name}.png`)
  await page.screenshot({ path: file, fullPage: true })
  await page.context().close()
}

async function pageOf(browser: Browser, who: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: ORIGIN, viewport: { width: 1280, height: 860 } })
  const page = await context.newPage()
  await signIn(page, who)
  return page
}

const CAPTIONS = {
  guest: 'A customer sees a guest that computes in waves: how it is, its charts, and why it is slow',
  history: 'All charts of the same guest, and its timeline',
  memory: "A customer's guest that now and then wants more memory than its plan has",
  reseller: 'The reseller, and the guests of all customers that ran into limits',
  host: 'An administrator sees what all of this is for the host',
}

/** It says for how long the guests had run: the pictures are not of a day unless they ran for one. */
function writeCaptions(ranMinutes: number): void {
  const machine = `Linux ${os.release()}, ${os.cpus().length} processors`
  const lines = Object.entries(CAPTIONS).map(
    ([name, caption]) => `${caption}:\n\n![${caption}](screenshots/samples-${name}.png)\n`,
  )
  const text = [
    '# Pages over guests under load',
    '',
    `Six guests, five of them under load, sampled for ${ranMinutes} minutes on one host (${machine}); every figure was measured. Taken by \`VSERVER_SAMPLES_MINUTES=${minutes} npm run screenshots -w @vserver/e2e -- samples\`.`,
    '',
    ...lines,
  ].join('\n')
  writeFileSync(path.join(REPOSITORY, 'docs/samples.md'), text)
}
