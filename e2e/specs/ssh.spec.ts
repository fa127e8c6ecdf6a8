import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { runCommand } from '../stack/command.ts'
import { SSH_PORT } from '../stack/instance.ts'

const MIB = 1024 ** 2

/** A key of the person, added as they would, and the options that OpenSSH's clients need to use it. */
async function withKey(page: Page): Promise<{ directory: string; options: string[] }> {
  const directory = mkdtempSync('/tmp/vserver-e2e-ssh-')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${directory}/id`])
  await page.goto('/account')
  const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'SSH keys' }) })
  await card.getByRole('button', { name: 'Add key' }).click()
  await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Laptop')
  await page
    .getByRole('dialog')
    .getByLabel('Public key')
    .fill(readFileSync(`${directory}/id.pub`, 'utf8').trim())
  await page.getByRole('dialog').getByRole('button', { name: 'Add key' }).click()
  await expect(page.getByText('Laptop', { exact: true })).toBeVisible()
  const options = [
    ...['-F', '/dev/null', '-o', 'StrictHostKeyChecking=accept-new', '-o', 'IdentitiesOnly=yes'],
    ...['-o', `UserKnownHostsFile=${directory}/known_hosts`, '-o', 'BatchMode=yes', '-i', `${directory}/id`],
  ]
  return { directory, options }
}

test('the own client of a customer opens shells, runs commands and copies files, and is listed and cut off', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(120_000)
  await signIn(page, customer)
  const { directory, options } = await withKey(page)
  const ssh = (...command: string[]) =>
    runCommand('ssh', [...options, '-p', String(SSH_PORT), `${guest.name}@127.0.0.1`, ...command])
  try {
    const ran = await ssh('hostname; echo err >&2; exit 7')
    expect(ran).toMatchObject({ status: 7, output: expect.stringContaining(guest.name) })

    const bytes = randomBytes(64 * MIB)
    writeFileSync(`${directory}/there`, bytes)
    const target = `${guest.name}@127.0.0.1:/root/there`
    const scp = (from: string, to: string) =>
      runCommand('scp', [...options, '-P', String(SSH_PORT), from, to])
    expect((await scp(`${directory}/there`, target)).status).toBe(0)
    expect((await ssh('sha256sum /root/there')).output).toContain(sha256(bytes))
    expect((await scp(target, `${directory}/back`)).status).toBe(0)
    expect(sha256(readFileSync(`${directory}/back`))).toBe(sha256(bytes))

    const open = ssh('echo up; sleep 600')
    const row = page.getByRole('listitem').filter({ hasText: /SSH from OpenSSH/ })
    await expect(async () => {
      await page.goto('/account')
      await expect(row).toBeVisible({ timeout: 2000 })
    }).toPass({ timeout: 30_000 })
    await row.getByRole('button').click()
    expect(await open).toMatchObject({ status: 255, output: expect.stringContaining('sign-in was ended') })
  } finally {
    rmSync(directory, { recursive: true })
  }
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
