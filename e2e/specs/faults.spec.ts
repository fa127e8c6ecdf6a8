import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { up } from '../stack/command.ts'
import { INSTANCE } from '../stack/instance.ts'
import { initOf, supervisorOf } from '../stack/kernel.ts'
import { killService, type ServiceName } from '../stack/services.ts'

for (const service of ['agent', 'broker', 'web'] satisfies ServiceName[]) {
  test(`kill -9 of the ${service} leaves the guest running and the console as it was`, async ({
    page,
    guest,
    customer,
  }) => {
    test.setTimeout(120_000)
    await signIn(page, customer)
    const screen = await openConsole(page, guest.id)
    await typeCommand(page, 'echo before-$((1+1)); MARK=kept')
    await expect(screen).toContainText('before-2')
    const init = initOf(guest.hostName)
    const supervisor = supervisorOf(guest.hostName)

    await killService(service)
    await page.waitForTimeout(1_500)
    expect(initOf(guest.hostName)).toBe(init)
    const restarted = await up('--instance', INSTANCE)
    expect(restarted.status, restarted.output).toBe(0)

    await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 45_000 })
    await typeCommand(page, 'echo after-$MARK')
    await expect(screen).toContainText('after-kept', { timeout: 20_000 })
    expect(initOf(guest.hostName)).toBe(init)
    expect(supervisorOf(guest.hostName)).toBe(supervisor)

    const other = await page.context().newPage()
    await other.goto(`/guests/${guest.id}`)
    await expect(other.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 20_000 })
  })
}

test('while the agent is down the page says so and the guest keeps running', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(120_000)
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible()
  const init = initOf(guest.hostName)
  await killService('agent')
  await expect(page.getByText(/does not answer/).first()).toBeVisible({ timeout: 20_000 })
  expect(initOf(guest.hostName)).toBe(init)
  expect((await up('--instance', INSTANCE)).status).toBe(0)
  await expect(page.getByText(/does not answer/)).toHaveCount(0, { timeout: 30_000 })
})

test('a guest that is killed from outside is shown as it is, and comes back', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(120_000)
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  const init = initOf(guest.hostName)
  process.kill(Number(init.split(':')[0]), 'SIGKILL')
  await expect(page.getByText(/Failed|Stopped|Starting/).first()).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible({ timeout: 60_000 })
})
