import { createConsent } from '@vserver/db/seed'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

test('the owner replays what support did, searches it and downloads it; a hidden password is not there', async ({
  page,
  browser,
  guest,
  support,
  customer,
  db,
}) => {
  await createConsent(db, guest.id)
  await signIn(page, support)
  const screen = await openConsole(page, guest.id)
  await expect(page.getByText('This console is recorded')).toBeVisible()
  await typeCommand(page, 'echo seen-$((40+2))')
  await expect(screen).toContainText('seen-42')
  await typeCommand(page, 'stty -echo; echo ask-$((1+1)); read word; stty echo; echo asked-$((1+1))')
  await expect(screen).toContainText('ask-2')
  await typeCommand(page, 'hunter2hunter2')
  await expect(screen).toContainText('asked-2')
  await typeCommand(page, 'exit 3')
  await expect(page.getByText('The shell has ended with exit code 3.')).toBeVisible()
  await expect
    .poll(async () => (await db.recording.findFirst({ where: { guestId: guest.id } }))?.ending, {
      timeout: 15_000,
    })
    .toBe('exit')

  const owner = await browser.newPage()
  await signIn(owner, customer)
  await owner.goto(`/guests/${guest.id}`)
  await owner.getByRole('link', { name: 'Recorded consoles' }).click()
  await owner.getByRole('link', { name: /\(support\)/ }).click()
  const text = owner.getByRole('list', { name: 'Text of the recording' })
  await expect(text).toContainText('seen-42')
  await owner.getByRole('searchbox', { name: 'Search in the recording' }).fill('ASKED-2')
  await expect(owner.getByText(/^Found in \d+ lines?$/)).toBeVisible()
  await owner.getByRole('searchbox').fill('hunter2')
  await expect(owner.getByText('Not found')).toBeVisible()
  await owner.getByRole('searchbox').fill('')

  await owner.getByRole('button', { name: '8×' }).click()
  await owner.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(owner.locator('.xterm-rows')).toContainText('seen-42', { timeout: 30_000 })
  await expect(owner.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 60_000 })

  const download = owner.waitForEvent('download')
  await owner.getByRole('button', { name: 'Download .cast' }).click()
  const stream = await (await download).createReadStream()
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part)
  const file = Buffer.concat(parts).toString()
  expect(JSON.parse(file.split('\n')[0] ?? '')).toMatchObject({ version: 2 })
  expect(file).toContain('seen-42')
  expect(file).not.toContain('hunter2')
  await owner.close()
})

test("an owner's own console is recorded only after the owner said so", async ({
  page,
  guest,
  customer,
  db,
}) => {
  await signIn(page, customer)
  await openConsole(page, guest.id)
  await expect(page.getByText('This console is recorded')).toBeHidden()
  expect(await db.recording.count({ where: { guestId: guest.id } })).toBe(0)
  await page.goto(`/guests/${guest.id}/recordings`)
  await expect(page.getByText('Nothing was recorded')).toBeVisible()
  await page.getByRole('button', { name: 'Record', exact: true }).click()
  await expect(page.getByText(/^Saved\./)).toBeVisible()
  await openConsole(page, guest.id)
  await expect(page.getByText('This console is recorded')).toBeVisible({ timeout: 15_000 })
})

test('a console is searched, its text is saved, and several lines are shown before they are pasted', async ({
  page,
  guest,
  customer,
}) => {
  await signIn(page, customer)
  const screen = await openConsole(page, guest.id)
  await typeCommand(page, 'echo needle-$((40+2))')
  await expect(screen).toContainText('needle-42')
  await page.getByRole('button', { name: 'Find in the console' }).click()
  await page.getByLabel('Find in the console').last().fill('needle-42')
  await expect(page.getByText('Not found')).toBeHidden()
  await page.getByLabel('Find in the console').last().fill('nowhere-to-be-found')
  await expect(page.getByText('Not found')).toBeVisible()
  await page.getByRole('button', { name: 'Close the search' }).click()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the text as a file' }).click()
  expect((await download).suggestedFilename()).toMatch(/-console\.txt$/)
  await page.getByRole('button', { name: 'Paste several lines' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('echo one\necho two')
  await page.getByRole('button', { name: 'Paste 2 lines' }).click()
  await expect(screen).toContainText('two')
})

test('the console test finds that consoles get through', async ({ page, customer }) => {
  await signIn(page, customer)
  await page.goto('/console-test')
  await page.getByRole('button', { name: 'Test now' }).click()
  await expect(page.getByText('WebSockets reach the panel and its answers come back.')).toBeVisible()
  await expect(page.getByText('Why a console closes arrives here.')).toBeVisible()
})
