import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { signInOnPage } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { type Outcome, runCommand, up } from '../stack/command.ts'
import { DATA_DIR, INSTANCE } from '../stack/instance.ts'
import { pidOf, processesWith } from '../stack/services.ts'

test('a second ./up changes nothing and says so', async () => {
  const pids = () => (['broker', 'agent', 'web'] as const).map(pidOf)
  const before = pids()
  const again = await up('--instance', INSTANCE)
  expect(again.status, again.output).toBe(0)
  expect(again.output).toContain('Nothing to change')
  expect(pids()).toEqual(before)
})

test('no Node process of ours runs as root', () => {
  const node = processesWith(`/usr/local/lib/${INSTANCE}/node/node`)
  expect(node.length).toBeGreaterThanOrEqual(2)
  for (const found of node) expect(found.uid, found.command).not.toBe(0)
  for (const found of processesWith(`${DATA_DIR}/panel/postgres`))
    expect(found.uid, found.command).not.toBe(0)
})

test('a taken port and wrong options give one sentence each', async () => {
  // Held here, whether or not the stack runs: else a second installation would come up.
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const port = String((holder.address() as AddressInfo).port)
  const args = ['--instance', 'vse2e-other', '--port', port, '--data', `${DATA_DIR}-other`]
  const taken = await runCommand('./up', args).finally(() => holder.close())
  expect(taken).toMatchObject({
    status: 1,
    output: expect.stringMatching(/^Port \d+ on 127\.0\.0\.1 is taken .*\n$/),
  })
  expect((await up('--port', 'many')).output).toMatch(/^--port takes a number.*\n$/)
  expect((await up('--frob')).status).toBe(2)
  expect(existsSync('/usr/local/lib/vse2e-other')).toBe(false)
})

/** Runs ./up where a mount of its own hides a part of this machine, so that nothing outside is touched. */
function upBehind(mount: string[], ...options: string[]): Promise<Outcome> {
  const script = 'mount "$@" && shift $# && exec ./up --instance vse2e-other --port 18499 $OPTIONS'
  const env = { OPTIONS: options.join(' ') }
  return runCommand('unshare', ['--mount', 'bash', '-c', script, 'bash', ...mount], { env })
}

test('a full disk and a kernel without overlay give one sentence each', async () => {
  const full = await upBehind(['-t', 'tmpfs', '-o', 'size=1m', 'full', '/mnt'], '--data', '/mnt/vserver')
  expect(full.status).toBe(1)
  expect(full.output).toMatch(/^Only \d+ MiB are free on \/mnt, .*Free some space.*\n$/)
  const bare = await upBehind(['--bind', '/dev/null', '/proc/filesystems'])
  expect(bare.status).toBe(1)
  expect(bare.output).toMatch(/^This kernel has no overlay file system\..*\n$/)
  expect(existsSync('/usr/local/lib/vse2e-other')).toBe(false)
})

test('without root ./up says what is missing', async () => {
  const refused = await runCommand('setpriv', [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    'bash',
    './up',
  ])
  expect(refused.status).toBe(1)
  expect(refused.output).toMatch(/must be run as root/)
})

test('the one-time first sign-in asks for a new password and is gone afterwards', async ({ page }) => {
  const file = `${DATA_DIR}/panel/first-sign-in`
  const text = readFileSync(file, 'utf8')
  const email = /^email=(.*)$/m.exec(text)?.[1] ?? ''
  const password = /^password=(.*)$/m.exec(text)?.[1] ?? ''
  await signInOnPage(page, { email, password })
  await page.getByLabel('One-time password').fill(password)
  await page.getByLabel('New password', { exact: true }).fill('a-better-password-9')
  await page.getByLabel('New password again').fill('a-better-password-9')
  await page.getByRole('button', { name: /password/i }).click()
  await expect(page.getByRole('navigation').first()).toBeVisible({ timeout: 20_000 })
  expect(existsSync(file)).toBe(false)
})
