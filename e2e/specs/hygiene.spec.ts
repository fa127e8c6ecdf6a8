import { openConsole, typeCommand } from '../actions/console.ts'
import { adminPage, answerFromOutside, orderGuest, serverOf } from '../actions/network.ts'
import { signIn } from '../actions/session.ts'
import { deleteGuest, expect, test } from '../fixtures.ts'
import { down, up } from '../stack/command.ts'
import { hostState, hostStateBefore } from '../stack/host-state.ts'
import { INSTANCE, LIB_DIR } from '../stack/instance.ts'
import { killEverything, runningFrom } from '../stack/services.ts'

test('everything is killed, ./up and ./down --guests run, and the host is as it was before VServer', async ({
  page,
  admin,
  reseller,
  customer,
  resellerApi,
  db,
}) => {
  test.setTimeout(240_000)
  await signIn(page, reseller)
  const pages = { admin: await adminPage(page, admin), reseller: page }
  const guest = await orderGuest(pages, { api: resellerApi, db, customerId: customer.accountId })
  try {
    await openConsole(page, guest.id)
    await typeCommand(page, serverOf('alive', 8080))
    await expect.poll(() => answerFromOutside(guest.address, 8080), { timeout: 30_000 }).toContain('alive')
    expect(await hostState()).not.toEqual(hostStateBefore())

    await killEverything()
    const again = await up('--instance', INSTANCE)
    expect(again.status, again.output).toBe(0)
    const all = await down('--instance', INSTANCE, '--guests')
    expect(all.status, all.output).toBe(0)
    await expect.poll(() => runningFrom(LIB_DIR)).toEqual([])
    expect(await hostState()).toEqual(hostStateBefore())
  } finally {
    expect((await up('--instance', INSTANCE)).status).toBe(0)
    await deleteGuest(resellerApi, guest)
  }
})
