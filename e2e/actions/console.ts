import { expect, type Locator, type Page } from '@playwright/test'

/** Opens the guest's shell and waits for its prompt. */
export async function openConsole(page: Page, guestId: string, timeout = 20_000): Promise<Locator> {
  await page.goto(`/guests/${guestId}/console`)
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout })
  const screen = page.locator('.xterm-rows')
  await expect(screen).toContainText('#')
  return screen
}

export async function typeCommand(page: Page, command: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type(command)
  await page.keyboard.press('Enter')
}
