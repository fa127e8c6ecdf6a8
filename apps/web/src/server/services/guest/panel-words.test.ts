import type { TRPCError } from '@trpc/server'
import { VserverError } from '@vserver/core/errors'
import { expect, onTestFinished, test } from 'vitest'
import { shareLanguages } from '@/language/current.ts'
import { dataOf } from '../../testing/data-of.ts'
import { as, createWorld, sellGuest } from '../../testing/world.ts'
import { toWireError } from '../../trpc/errors.ts'

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  const hostName = [...world.agent.guests.keys()][0] ?? ''
  expect(hostName).toMatch(/^web-/)
  return { world, tenant, guestId, hostName }
}

test("a host's refusal names the guest as its tenants do", async () => {
  const { world, tenant, guestId, hostName } = await sold()
  const words = { subject: hostName, hint: `Stop ${hostName} first.`, cause: new Error('kept') }
  const refusal = new VserverError('INVALID_STATE', `Guest ${hostName} uses more.`, words)
  for (const method of ['actOnGuest', 'getLimit', 'setLimit', 'sampleHistory'] as const) {
    world.agent.refuse(method, refusal)
    const ask = {
      actOnGuest: () => as(tenant.reseller).guest.delete({ guestId, confirmName: 'web' }),
      getLimit: () => as(tenant.reseller).limit.get({ guestId }),
      setLimit: () => as(tenant.reseller).limit.set({ guestId, change: { cpuWeight: 50 } }),
      sampleHistory: () => as(tenant.reseller).sample.history({ guestId }),
    }[method]
    await expect(ask(), method).rejects.toMatchObject({
      message: 'Guest web uses more.',
      cause: { code: 'INVALID_STATE', subject: 'web', hint: 'Stop web first.', cause: words.cause },
    })
  }
})

test('an operation that fails says why, and never with the name on the host', async () => {
  const { world, tenant, guestId, hostName } = await sold()
  world.agent.hold = true
  world.agent.readOperationLog = async () => [`start of ${hostName}`]
  const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
  await world.hub.refresh()
  const events = dataOf(await as(tenant.customer).operation.watch({ operationId }))
  const running = await as(tenant.customer).guest.get({ guestId })
  const told: unknown[] = [(await events.next()).value, running]
  expect(running.operation).toMatchObject({ id: operationId, subject: 'web' })
  const message = `The template of ${hostName} is not on this host.`
  world.agent.finish(operationId, 'failed', { code: 'NOT_FOUND', message, hint: `Build it for ${hostName}.` })
  told.push((await events.next()).value)
  await world.db.guest.update({ where: { id: guestId }, data: { failure: message } })
  const caller = as(tenant.reseller)
  told.push(await caller.operation.get({ operationId }), await caller.operation.list())
  told.push(await caller.operation.log({ operationId }), await caller.guest.list())
  expect(JSON.stringify(told)).not.toContain(hostName)
  expect((await caller.operation.get({ operationId })).error).toEqual({
    code: 'NOT_FOUND',
    message: 'The template of web is not on this host.',
    hint: 'Build it for web.',
  })
})

const DE = {
  'Making the files': 'Dateien werden angelegt',
  'Guest {guest} is paused.': 'Der Gast {guest} ist pausiert.',
  'Resume it first.': 'Setzen Sie ihn zuerst fort.',
}

test('steps, ends, logs and refusals of a host are read in the language of who looks', async () => {
  const { world, tenant, guestId, hostName } = await sold()
  shareLanguages({ catalogs: { de: DE }, ofRequest: () => 'de' })
  onTestFinished(() => shareLanguages({ catalogs: {}, ofRequest: () => undefined }))
  const words = { message: `Guest ${hostName} is paused.`, hint: 'Resume it first.' }
  world.agent.hold = true
  world.agent.readOperationLog = async () => ['Making the files', `${words.message} ${words.hint}`, 'E: 404']
  const { operationId } = await as(tenant.reseller).guest.restart({ guestId })
  world.agent.finish(operationId, 'failed', { code: 'INVALID_STATE', ...words })
  await world.db.guest.update({ where: { id: guestId }, data: { failure: words.message } })
  const caller = as(tenant.customer)
  const german = { message: 'Der Gast web ist pausiert.', hint: 'Setzen Sie ihn zuerst fort.' }
  expect((await caller.operation.get({ operationId })).error).toMatchObject(german)
  expect((await caller.guest.get({ guestId })).failure).toBe(german.message)
  expect(await caller.operation.log({ operationId })).toEqual([
    'Dateien werden angelegt',
    `${german.message} ${german.hint}`,
    'E: 404',
  ])
  world.agent.refuse('getLimit', new VserverError('INVALID_STATE', words.message, { hint: words.hint }))
  const refusal = await caller.limit.get({ guestId }).catch((error: unknown) => error)
  expect(toWireError(refusal as TRPCError, 'r').hint).toBe(german.hint)
})
