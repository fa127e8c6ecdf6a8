import { randomBytes, randomInt } from 'node:crypto'
import { type APIRequestContext, expect, type Page } from '@playwright/test'
import type { Db } from '@vserver/db'
import { ORIGIN } from '../stack/instance.ts'
import { HOST_ADDRESS, outside } from '../stack/network.ts'
import { mutate, type Person } from '../stack/panel-api.ts'
import { signIn } from './session.ts'

/** A network that no other run has: 198.18.0.0/15 is for tests of networks. Source: RFC 2544, appendix C. */
export function someNetwork(): string {
  return `198.${randomInt(18, 20)}.${randomInt(256)}.${16 * randomInt(16)}/28`
}

/** Whoever is outside reaches the network through the host. */
export async function routeFromOutside(prefix: string): Promise<void> {
  const { status, output } = await outside('ip', 'route', 'replace', prefix, 'via', HOST_ADDRESS)
  expect(status, output).toBe(0)
}

/** What a TCP server answers to somebody outside; null when nothing comes within two seconds. */
export async function answerFromOutside(address: string, port: number): Promise<string | null> {
  const script = `exec 3<>/dev/tcp/${address}/${port} && head -n 1 <&3`
  const { status, output } = await outside('timeout', '2', 'bash', '-c', script)
  return status === 0 ? output.trim() : null
}

/** Says `word` to everybody who comes, in perl-base, which every Debian has. */
export function serverOf(word: string, port: number): string {
  const listen = `IO::Socket::INET->new(LocalPort=>${port},Listen=>9,ReuseAddr=>1)`
  return `perl -MIO::Socket::INET -e '$s=${listen};while($c=$s->accept){print $c "${word}\\n";close $c}' & echo server=$?`
}

export async function addPool(page: Page, { name, prefix }: { name: string; prefix: string }): Promise<void> {
  await page.goto('/addresses')
  await page.getByRole('button', { name: 'New pool' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'New pool' })
  await dialog.getByLabel('Name', { exact: true }).fill(name)
  await dialog.getByLabel('Network', { exact: true }).fill(prefix)
  await dialog.getByRole('button', { name: 'Create pool' }).click()
  await expect(page.getByText(`Guests can have addresses of ${name} now.`)).toBeVisible()
}

/** A plan with a private network and one IPv4 address. */
export async function addPlan(api: APIRequestContext, name: string): Promise<void> {
  const limit = { memoryBytes: 512 * 1024 ** 2, cpuMillicores: 1000, cpuWeight: 100, processes: 256 }
  const network = {
    ...{ mode: 'private', addresses4: 1, addresses6: 0, addressKind: 'public' },
    ...{
      trafficBytes: 1024 ** 4,
      trafficResetDay: 1,
      trafficAction: 'notify',
      trafficThrottleBits: 1_000_000,
    },
  }
  const created = await mutate(api, 'plan.create', { name, limit, network })
  expect(created, `plan.create: ${created.message}`).toMatchObject({ status: 200 })
}

/** Takes one of the sets of rules and saves it. */
export async function takePreset(page: Page, preset: string): Promise<void> {
  await page.getByRole('button', { name: 'Edit firewall' }).click()
  const editor = page.getByRole('region', { name: 'Firewall editor' })
  await editor.getByRole('button', { name: preset, exact: true }).click()
  await editor.getByRole('button', { name: 'Save firewall' }).click()
  await expect(editor).toHaveCount(0, { timeout: 20_000 })
}

export type Ordered = { id: string; name: string; address: string; prefix: string; plan: string }

/** A pool by the admin, a plan and an order by the reseller: what a hoster does on the first day. */
export async function orderGuest(
  pages: { admin: Page; reseller: Page },
  { api, db, customerId }: { api: APIRequestContext; db: Db; customerId: string },
): Promise<Ordered> {
  const mark = randomBytes(3).toString('hex')
  const [name, plan, prefix] = [`net-${mark}`, `Net ${mark}`, someNetwork()]
  await addPool(pages.admin, { name: `Pool ${mark}`, prefix })
  await routeFromOutside(prefix)
  await addPlan(api, plan)
  const page = pages.reseller
  await page.goto('/guests/new')
  await page.getByLabel('Customer', { exact: true }).selectOption(customerId)
  await page.getByRole('radio', { name: new RegExp(plan) }).check({ force: true })
  await page.getByLabel('Template', { exact: true }).selectOption('debian-12')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create guest' }).click()
  await expect(page).toHaveURL(/\/guests\/(?!new)[^/]+$/, { timeout: 30_000 })
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  const row = await db.guest.findFirstOrThrow({ where: { name }, include: { addresses: true } })
  return { id: row.id, name, prefix, plan, address: row.addresses[0]?.address ?? '' }
}

/** An admin beside the page's own person. */
export async function adminPage(page: Page, admin: Person): Promise<Page> {
  const context = await page.context().browser()?.newContext({ baseURL: ORIGIN })
  if (!context) throw new Error('The browser is gone.')
  const other = await context.newPage()
  await signIn(other, admin)
  return other
}
