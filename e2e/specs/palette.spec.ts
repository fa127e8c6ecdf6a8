import { expectAccessible } from '../actions/accessibility.ts'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'

test('a guest is found by its name and its console opened without touching the mouse', async ({
  page,
  customer,
  guest,
}) => {
  await signIn(page, customer)
  await page.goto('/')
  const button = page.getByRole('button', { name: 'Commands' })
  await expect(button).toBeVisible()
  await page.keyboard.press('Control+k')
  const box = page.getByRole('combobox', { name: 'Page, guest, or verb and guest' })
  await expect(box).toBeFocused()
  await expectAccessible(page)

  await box.fill(`console ${guest.name}`)
  const found = page.getByRole('option', { name: `Console: ${guest.name}` })
  await expect(found).toHaveAttribute('aria-selected', 'true')
  await expect(box).toHaveAttribute('aria-activedescendant', (await found.getAttribute('id')) ?? '')
  await page.keyboard.press('End')
  await expect(found).toHaveAttribute('aria-selected', 'false')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/guests/${guest.id}/console$`))
  await expect(page.getByText('Connected', { exact: true })).toBeVisible({ timeout: 20_000 })

  // In the shell Ctrl+K deletes to the end of the line.
  const screen = page.locator('.xterm-rows')
  await expect(screen).toContainText('#')
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('echo kept-$((40+2)) lost')
  for (const _ of 'lost') await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Enter')
  await expect(screen).toContainText('kept-42')
  await expect(screen).not.toContainText('kept-42 lost')
  await expect(box).toHaveCount(0)

  // A dangerous verb asks first; Escape leaves everything as it was.
  await page.keyboard.press('Control+Shift+Period')
  await page.keyboard.press('Control+k')
  await box.fill('stop')
  await page.getByRole('option', { name: `Stop: ${guest.name}` }).click()
  await expect(page.getByRole('dialog', { name: `Stop ${guest.name}?` })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // What a customer may not do is there, and says why.
  await button.click()
  await box.fill('suspend')
  const denied = page.getByRole('option', { name: `Suspend: ${guest.name}` })
  await expect(denied).toHaveAttribute('aria-disabled', 'true')
  await expect(denied).toContainText('Your role (customer) may not do this.')
  await page.keyboard.press('Enter')
  await expect(box).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(button).toBeFocused()
})

test('a question mark lists the keys, and the keys that it lists work', async ({ page, reseller }) => {
  await signIn(page, reseller)
  await page.goto('/guests')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet.getByText('Go to the search of the page')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search guests' })).toBeFocused()
  // A question mark that is typed is a letter.
  await page.keyboard.type('?')
  await expect(page.getByRole('searchbox', { name: 'Search guests' })).toHaveValue('?')
  await expect(sheet).toHaveCount(0)
  // The whole list, asked for by a link, is not said to be searched.
  await expect(page).toHaveURL(/q=/)
  await page.getByRole('link', { name: 'Guests', exact: true }).first().click()
  await expect(page.getByRole('searchbox', { name: 'Search guests' })).toHaveValue('')
})

test('a guest that is deleted from the palette takes its question with it', async ({
  page,
  reseller,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto('/guests')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Page, guest, or verb and guest' }).fill(`delete ${guest.name}`)
  await page.getByRole('option', { name: `Delete: ${guest.name}` }).click()
  const dialog = page.getByRole('dialog', { name: `Delete ${guest.name}?` })
  await dialog.getByLabel(`Type “${guest.name}” to confirm`).fill(guest.name)
  await dialog.getByRole('button', { name: 'Delete guest' }).click()
  await expect(page.getByText(`${guest.name} is being deleted.`)).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
})

test('a search of the guests is saved under a name, survives a reload and opens the list when it is the default', async ({
  page,
  reseller,
  guest,
}) => {
  await signIn(page, reseller)
  await page.goto(`/guests?q=${guest.name}`)
  const menu = page.getByRole('button', { name: 'Saved views' })
  await menu.click()
  await page.getByRole('menuitem', { name: 'Save this search…' }).click()
  const saving = page.getByRole('dialog', { name: 'Save this search' })
  await saving.getByLabel('Name of the view').fill('Läden und 店')
  await saving.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(saving).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Saved views: Läden und 店' })).toBeVisible()

  await menu.click()
  await page.getByRole('menuitem', { name: 'All', exact: true }).click()
  const search = page.getByRole('searchbox', { name: 'Search guests' })
  await expect(search).toHaveValue('')
  await menu.click()
  await page.getByRole('menuitem', { name: 'Läden und 店' }).click()
  await expect(search).toHaveValue(guest.name)

  await menu.click()
  await page.getByRole('menuitem', { name: 'Change saved views…' }).click()
  const views = page.getByRole('dialog', { name: 'Saved views' })
  await expectAccessible(page)
  await views.getByRole('button', { name: 'Default: Läden und 店' }).click()
  await expect(views.getByRole('button', { name: 'Default: Läden und 店' })).toHaveAttribute(
    'aria-pressed',
    'true',
  )
  await views.getByRole('button', { name: 'Rename Läden und 店' }).click()
  await views.getByLabel('Name of the view').fill('Shops')
  await views.getByRole('button', { name: 'Rename', exact: true }).click()
  await expect(views.getByRole('button', { name: 'Delete Shops' })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.goto('/guests')
  await expect(page).toHaveURL(new RegExp(`/guests\\?q=${guest.name}$`))
  await search.fill('')
  await expect(page).toHaveURL(/\/guests\?q=$/)

  await menu.click()
  await page.getByRole('menuitem', { name: 'Change saved views…' }).click()
  await views.getByRole('button', { name: 'Delete Shops' }).click()
  await expect(views.getByText('There is no saved view of this list yet.')).toBeVisible()
  await page.goto('/guests')
  await expect(page).toHaveURL(/\/guests$/)
})
