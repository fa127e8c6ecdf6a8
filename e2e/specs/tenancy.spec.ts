import WebSocket from 'ws'
import { signIn } from '../actions/session.ts'
import { expect, test } from '../fixtures.ts'
import { ORIGIN } from '../stack/instance.ts'
import { mutate, query, signInByApi } from '../stack/panel-api.ts'

test("another reseller's customer finds nothing at the same address, procedure and socket", async ({
  page,
  guest,
  stranger,
  customer,
  browser,
}) => {
  await signIn(page, stranger)
  await page.goto(`/guests/${guest.id}`)
  await expect(page.getByText(/not found|no such guest|does not exist/i).first()).toBeVisible()
  await expect(page.getByText(guest.name)).toHaveCount(0)

  const guestId = guest.id
  const calls = [
    query(page.request, 'guest.get', { guestId }),
    query(page.request, 'limit.get', { guestId }),
    query(page.request, 'sample.history', { guestId }),
    query(page.request, 'audit.list', { guestId }),
    ...['guest.start', 'guest.stop', 'guest.restart', 'guest.kill'].map((name) =>
      mutate(page.request, name, { guestId }),
    ),
    mutate(page.request, 'console.ticket', { guestId, kind: 'shell' }),
  ]
  const unknown = await query(page.request, 'guest.get', { guestId: 'nosuchguest' })
  for (const answer of await Promise.all(calls))
    expect(answer).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  expect((await query(page.request, 'guest.get', { guestId })).message).toBe(unknown.message)

  const owner = await browser.newContext({ baseURL: ORIGIN })
  await signInByApi(owner.request, customer)
  const ticket = (await mutate(owner.request, 'console.ticket', { guestId, kind: 'shell' })).data as {
    ticket: string
  }
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  expect(await attach(ticket.ticket, cookies)).toMatchObject({ type: 'error' })
  await owner.close()
})

test('a console socket without a session, a ticket or our origin is refused', async ({ page, customer }) => {
  expect(await attach('x'.repeat(43), '')).not.toMatchObject({ type: 'ready' })
  await signIn(page, customer)
  const cookies = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  expect(await attach('x'.repeat(43), cookies)).toMatchObject({ type: 'error' })
  expect(await attach('x'.repeat(43), cookies, 'http://evil.example')).toMatchObject({ type: 'closed' })
})

type Answer = { type: string; message?: string }

function attach(ticket: string, cookie: string, origin = ORIGIN): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${ORIGIN.replace('http', 'ws')}/ws/console`, {
      origin,
      headers: { cookie },
    })
    socket.on('open', () => socket.send(JSON.stringify({ ticket, columns: 80, rows: 24, offset: 0 })))
    socket.on('message', (data) => {
      resolve(JSON.parse(data.toString()) as Answer)
      socket.close()
    })
    socket.on('close', () => resolve({ type: 'closed' }))
    socket.on('error', () => resolve({ type: 'closed' }))
  })
}
