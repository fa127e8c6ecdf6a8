import { readdirSync } from 'node:fs'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { down, up } from '../stack/command.ts'
import { DATA_DIR, INSTANCE, LIB_DIR, RUN_DIR } from '../stack/instance.ts'
import { initOf } from '../stack/kernel.ts'
import { processesWith, runningFrom } from '../stack/services.ts'

/** Processes of this instance: started from its directory, or with its directories as arguments. */
function ours(): string[] {
  return [LIB_DIR, RUN_DIR, DATA_DIR].flatMap((part) => processesWith(part)).map(({ command }) => command)
}

function bulkPermits(): string[] {
  return readdirSync(`${RUN_DIR}/bulk`).filter((name) => /^\d+$/.test(name))
}

test.afterEach(async () => {
  expect((await up('--instance', INSTANCE)).status).toBe(0)
})

test('./down leaves nothing but running guests, ./up finds them again, ./down --guests stops them', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(180_000)
  const init = initOf(guest.hostName)
  const stopped = await down('--instance', INSTANCE)
  expect(stopped.status, stopped.output).toBe(0)
  expect(stopped.output).toContain('1 guest keeps running')
  expect(ours().filter((command) => !command.includes('vs-supervisor'))).toEqual([])
  expect(initOf(guest.hostName)).toBe(init)

  expect((await up('--instance', INSTANCE)).status).toBe(0)
  expect(initOf(guest.hostName)).toBe(init)
  await signIn(page, customer)
  await page.goto(`/guests/${guest.id}`)
  await expect(page.getByText('Running', { exact: true }).first()).toBeVisible()

  const permits = bulkPermits()
  const all = await down('--instance', INSTANCE, '--guests')
  expect(all.status, all.output).toBe(0)
  expect(all.output).toContain('No guest is running.')
  expect(() => initOf(guest.hostName)).toThrow()
  // The permit for its own stops is not left for others.
  expect(bulkPermits()).toEqual(permits)
  expect(ours()).toEqual([])
  // Those that waited for a guest end by themselves when the broker has gone.
  await expect.poll(() => runningFrom(LIB_DIR)).toEqual([])

  expect((await up('--instance', INSTANCE)).status).toBe(0)
})
