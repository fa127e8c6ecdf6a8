import type { Locator, Page, WebSocketRoute } from '@playwright/test'
import { openConsole, typeCommand } from '../actions/console.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { up } from '../stack/command.ts'
import { INSTANCE } from '../stack/instance.ts'
import { killService } from '../stack/services.ts'

const AWAY_MS = 30_000

test('an editor is the same screen after 30 s without a network, a reload and a restart of the panel', async ({
  page,
  guest,
  customer,
}) => {
  test.setTimeout(240_000)
  const network = await cutter(page)
  await signIn(page, customer)
  const screen = await openConsole(page, guest.id)
  // Whichever is there: Debian's own minimal system has none.
  await typeCommand(
    page,
    'clear; for editor in vim vi nano; do command -v $editor && break; done; echo editor-$((40+2))',
  )
  await expect(screen).toContainText('editor-42')
  const hasEditor = /\/(vim|vi|nano)\b/.test(await screen.innerText())
  // Without one: a program that draws its own screen, and takes keys into it.
  const standIn =
    'stty -echo -icanon; printf "\\033[?1049h\\033[2J\\033[5;3H"; while key=$(dd bs=1 count=1 2>/dev/null); do printf %s "$key"; done'
  await typeCommand(page, hasEditor ? '$editor /root/letter' : standIn)
  if (hasEditor) {
    await expect(screen).toContainText('letter')
    await page.keyboard.type('i')
  }
  // Beyond the keys after which nano takes its greeting away.
  await page.keyboard.type('one two three, said at some length')
  await expect(screen).toContainText('one two three, said at some length')
  await expect(screen).not.toContainText('New File')
  const before = await textOf(screen)

  await network.cut()
  await expect(page.getByText('Connection lost').first()).toBeVisible({ timeout: 20_000 })
  await page.waitForTimeout(AWAY_MS)
  await network.mend()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 45_000 })
  expect(await textOf(screen)).toBe(before)

  page.on('dialog', (dialog) => dialog.accept())
  await page.reload()
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })
  await expect.poll(() => textOf(screen), { timeout: 20_000 }).toBe(before)

  await killService('web')
  const restarted = await up('--instance', INSTANCE)
  expect(restarted.status, restarted.output).toBe(0)
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 45_000 })
  expect(await textOf(screen)).toBe(before)

  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type(' four')
  await expect(screen).toContainText('said at some length four')
})

/** A page without a network loses its open sockets too, which Chromium's own switch leaves alone. */
async function cutter(page: Page) {
  const open = new Set<WebSocketRoute>()
  await page.routeWebSocket(/\/ws\/console/, (browser) => {
    open.add(browser)
    browser.connectToServer()
  })
  return {
    cut: async () => {
      await page.context().setOffline(true)
      for (const browser of open) await browser.close()
      open.clear()
    },
    mend: () => page.context().setOffline(false),
  }
}

/** What is seen, without the padding at the ends of lines. */
async function textOf(screen: Locator): Promise<string> {
  const rows = await screen.locator('> div').allInnerTexts()
  return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n')
}
