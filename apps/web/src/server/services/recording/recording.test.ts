import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { FRAME } from '@vserver/core/console/model'
import { HOUR_MS } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { serveConsole } from '../../console/serve.ts'
import type { ServiceContext } from '../../context.ts'
import { recordIfAsked } from '../../recording/record-if-asked.ts'
import { resumeRecordings, sweepRecordings } from '../../recording/recording-loop.ts'
import { Recordings } from '../../recording/recordings.ts'
import { consoleHost } from '../../testing/console-host.ts'
import { as, createWorld, letIn, sellGuest } from '../../testing/world.ts'
import { getGuestInScope } from '../guest/in-scope.ts'
import { answerExport } from './answer-export.ts'

/** What waits is stored within a second. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

async function sold() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const host = await consoleHost()
  world.agent.consoleAddress = () => host.address
  const open = async (ctx: ServiceContext) => {
    const consoleId = `c-${crypto.randomUUID()}`
    const guest = await getGuestInScope(ctx, guestId)
    return { consoleId, ...(await recordIfAsked(ctx, { consoleId, guest })) }
  }
  const text = async (ctx: ServiceContext, recordingId: string) =>
    (await as(ctx).recording.read({ guestId, recordingId })).text
  return { world, tenant, guestId, host, open, text }
}

test('what support does is recorded; the owner, its reseller and admins replay it', async () => {
  const { world, tenant, guestId, host, open, text } = await sold()
  expect((await open(world.support)).isRecorded).toBe(true)
  host.print('root@web:~# ')
  host.exit(0)
  await soon(async () => (await as(tenant.customer).recording.list({ guestId }))[0]?.ending).toBe('exit')
  const [row] = await as(tenant.customer).recording.list({ guestId })
  expect(row).toMatchObject({ user: { role: 'support' }, isRequired: true, exitStatus: 0 })
  for (const ctx of [tenant.customer, tenant.reseller, world.admin, world.support])
    expect(await text(ctx, row?.id ?? '')).toContain('root@web:~# ')
  const { isIntact, next } = await as(tenant.customer).recording.read({ guestId, recordingId: row?.id ?? '' })
  expect({ isIntact, next }).toEqual({ isIntact: true, next: null })
  expect((await as(tenant.customer).audit.list({ guestId })).map(({ action }) => action)).toContain(
    'recording.play',
  )
})

test('support sees only recordings of its own', async () => {
  const { world, guestId, open } = await sold()
  await open(world.admin)
  await open(world.support)
  expect(await as(world.admin).recording.list({ guestId })).toHaveLength(2)
  const own = await as(world.support).recording.list({ guestId })
  expect(own.map(({ user }) => user.id)).toEqual([world.support.viewer.id])
  const foreign = (await as(world.admin).recording.list({ guestId })).find(
    ({ user }) => user.role === 'admin',
  )
  const recordingId = foreign?.id ?? ''
  await expect(as(world.support).recording.read({ guestId, recordingId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect((await answerExport(world.support, { guestId, recordingId })).status).toBe(404)
})

test("an owner's console is recorded only when the guest, or else the customer, says so", async () => {
  const { tenant, guestId, open } = await sold()
  const { customer } = tenant
  expect((await open(customer)).isRecorded).toBe(false)
  await as(customer).recording.setAccount({ record: true })
  expect((await open(customer)).isRecorded).toBe(true)
  await as(customer).recording.setGuest({ guestId, record: false })
  expect((await open(customer)).isRecorded).toBe(false)
  await as(customer).recording.setGuest({ guestId, record: null })
  const { consoleId } = await open(customer)
  expect(await as(customer).recording.ofConsole({ guestId, consoleId: consoleId as never })).toEqual({
    state: 'recording',
    why: null,
  })
  expect(await as(customer).recording.setting({ guestId })).toEqual({
    ...{ guest: null, customer: true, keptDays: 90 },
  })
})

test('a console that must be recorded and cannot be is ended and refused; one of an owner goes on', async () => {
  const { world, tenant, guestId, host, open } = await sold()
  const { directory } = world.panel.recordings.settings
  rmSync(directory, { recursive: true })
  writeFileSync(directory, 'not a directory')
  await expect(open(world.support)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await soon(() => host.got).toContain(FRAME.hangup)
  await as(tenant.customer).recording.setGuest({ guestId, record: true })
  const { consoleId, isRecorded } = await open(tenant.customer)
  expect(isRecorded).toBe(false)
  expect(await as(tenant.customer).recording.ofConsole({ guestId, consoleId: consoleId as never })).toEqual({
    state: 'stopped',
    why: 'failed',
  })
})

test("a disk that fills up ends support's console, and only stops the recording of an owner's", async () => {
  for (const role of ['support', 'customer'] as const) {
    const { world, tenant, guestId, host } = await sold()
    const ctx = role === 'support' ? world.support : tenant.customer
    await as(tenant.customer).recording.setGuest({ guestId, record: true })
    const recordings = new Recordings({ ...world.panel.recordings.settings, maxBytes: 1000 })
    const guest = await getGuestInScope(ctx, guestId)
    const consoleId = `c-${crypto.randomUUID()}`
    await recordIfAsked({ ...ctx, recordings }, { consoleId, guest })
    host.print(crypto.getRandomValues(new Uint8Array(8192)))
    const stateOf = () => as(ctx).recording.ofConsole({ guestId, consoleId: consoleId as never })
    await soon(stateOf).toEqual({ state: 'stopped', why: 'tooLarge' })
    if (role === 'support') await soon(() => host.got).toContain(FRAME.hangup)
    else expect(host.got).not.toContain(FRAME.hangup)
  }
})

test('a panel that starts again goes on with the recordings of before', async () => {
  const { world, tenant, guestId, host, open, text } = await sold()
  await open(world.support)
  host.print('one ')
  await world.panel.recordings.close()
  host.print('two ')
  const recordings = new Recordings(world.panel.recordings.settings)
  onTestFinished(() => recordings.close())
  await resumeRecordings({ ...world.panel, recordings })
  host.print('three')
  host.exit(0)
  await soon(async () => (await as(tenant.customer).recording.list({ guestId }))[0]?.ending).toBe('exit')
  const [row] = await as(tenant.customer).recording.list({ guestId })
  const events = (await text(tenant.customer, row?.id ?? '')).split('\n').slice(1, -1)
  const output = events.map((line) => JSON.parse(line)).filter(([, kind]) => kind === 'o')
  expect(output.map(([, , data]) => data).join('')).toBe('one two three')
})

test('a recording is removed when its time is over, or by an admin who says why', async () => {
  const { world, tenant, guestId, host, open } = await sold()
  await open(world.support)
  const [open1] = await as(world.admin).recording.list({ guestId })
  const recordingId = open1?.id ?? ''
  const asked = { guestId, recordingId, reason: 'the customer asked' }
  await expect(as(world.admin).recording.delete(asked)).rejects.toMatchObject({
    cause: { code: 'INVALID_STATE' },
  })
  host.exit(0)
  await soon(async () => (await as(world.admin).recording.list({ guestId }))[0]?.ending).toBe('exit')
  const files = path.join(world.panel.recordings.settings.directory, recordingId)
  await sweepRecordings(world.panel)
  expect(existsSync(files)).toBe(true)
  await expect(as(tenant.customer).recording.delete(asked)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await as(world.admin).recording.delete(asked)
  expect(existsSync(files)).toBe(false)
  const acts = await as(tenant.customer).audit.list({ guestId })
  expect(acts.find(({ action }) => action === 'recording.delete')?.detail).toContain('the customer asked')

  const old = path.join(world.panel.recordings.settings.directory, 'nobody-knows-it')
  mkdirSync(old)
  await world.db.recording.create({
    data: {
      ...{ consoleId: 'c-0123456789', guestId, hostId: 'local', userId: 'x', userName: 'x', role: 'support' },
      ...{ isRequired: true, sealedKey: world.panel.recordings.newKey(world.panel), ending: 'exit' },
      endedAt: new Date(world.clock.nowMs - 91 * 24 * HOUR_MS),
    },
  })
  await sweepRecordings(world.panel)
  expect(await world.db.recording.count()).toBe(0)
  expect(existsSync(old)).toBe(false)
})

test('a recording is downloaded as an asciicast by who may, and that is audited', async () => {
  const { world, tenant, guestId, host, open } = await sold()
  await open(world.support)
  host.print('hello')
  host.exit(0)
  await soon(async () => (await as(tenant.customer).recording.list({ guestId }))[0]?.ending).toBe('exit')
  const [row] = await as(tenant.customer).recording.list({ guestId })
  const ref = { guestId, recordingId: row?.id ?? '' }
  const file = await answerExport(tenant.customer, ref)
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename="web-.*\.cast"$/)
  const [header, event] = (await file.text()).split('\n')
  expect(JSON.parse(header ?? '')).toMatchObject({ version: 2, width: 80, height: 24 })
  expect(JSON.parse(event ?? '')).toEqual([expect.any(Number), 'o', 'hello'])
  expect((await as(tenant.customer).audit.list({ guestId })).map(({ action }) => action)).toContain(
    'recording.export',
  )
  const other = await world.tenant()
  expect((await answerExport(other.customer, ref)).status).toBe(404)
  expect((await answerExport(null, ref)).status).toBe(401)
  const technician = await world.member(tenant.customer, { permissions: ['recording.read'] })
  expect((await answerExport(technician, ref)).status).toBe(403)
})

test('a browser of support is let at its console only once the recorder is there', async () => {
  const { world, guestId, host } = await sold()
  await letIn(world, guestId)
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) => void serveConsole(world.support, socket))
  http.listen(0)
  await once(http, 'listening')
  onTestFinished(() => void http.close())
  const browser = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  onTestFinished(() => browser.terminate())
  await once(browser, 'open')
  const { ticket } = await as(world.support).console.ticket({ guestId, kind: 'shell' })
  browser.send(JSON.stringify({ ticket, columns: 100, rows: 30, offset: 0 }))
  expect(JSON.parse(String((await once(browser, 'message'))[0]))).toMatchObject({ type: 'ready' })
  expect(host.got.indexOf(FRAME.observe)).toBe(0)
  await soon(() => host.got).toContain(FRAME.attach)
})
