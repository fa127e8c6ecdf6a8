import { readdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import {
  deleteGuest,
  getGuest,
  pauseGuest,
  reconcileGuest,
  reinstallGuest,
  startGuest,
  stopGuest,
  takeFormer,
} from '../src/guest/index.ts'
import type { GuestName, GuestRecord } from '../src/guest/model.ts'
import { TemplateId } from '../src/template/model.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test } from './scratch.ts'
import { TINY } from './tiny-template.ts'

const MINE = '/root/mine'

async function createWithFile(scratch: Scratch, name: string): Promise<GuestName> {
  const { name: guest } = await scratch.createTiny(name)
  expect(await runShell(scratch.host, name, `echo mine > ${MINE}`)).toMatchObject({ code: 0 })
  return guest
}

async function hasFile({ host }: Scratch, name: string): Promise<boolean> {
  const { output } = await runShell(host, name, `test -e ${MINE} && echo yes || echo no`)
  return output === 'yes\n'
}

async function recordOf({ host }: Scratch, name: GuestName): Promise<GuestRecord> {
  const record = await host.guests.read(name)
  if (record === null) throw new Error('there is no record')
  return record
}

const nowSeconds = () => Math.floor(Date.now() / 1000)
const storageOf = ({ dataDir }: Scratch) => path.join(dataDir, 'storage')
const binOf = (scratch: Scratch, name: string) =>
  readdirSync(path.join(storageOf(scratch), 'bin')).filter((entry) => entry.startsWith(`~${name}.`))

test('a reinstalled guest has the files of its template, and takes its former ones back', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = await createWithFile(scratch, 'anew')
  const before = await getGuest(host, name)
  const after = await reinstallGuest(host, { name, template: TINY })
  const { xid, limit, options, network, hostname } = before
  expect(after).toMatchObject({ state: 'running', xid, limit, options, network, hostname })
  expect(await hasFile(scratch, 'anew')).toBe(false)
  expect(binOf(scratch, 'anew')).toHaveLength(1)
  expect(await takeFormer(host, name)).toMatchObject({ state: 'running' })
  expect(await hasFile(scratch, 'anew')).toBe(true)
  expect(binOf(scratch, 'anew')).toHaveLength(1)
})

test('a paused guest is reinstalled, and a stopped one stays down', async ({ scratch }) => {
  const { host } = scratch
  const name = await createWithFile(scratch, 'still')
  await pauseGuest(host, name)
  expect(await reinstallGuest(host, { name, template: TINY })).toMatchObject({ state: 'running' })
  expect(await hasFile(scratch, 'still')).toBe(false)
  await stopGuest(host, name)
  expect(await takeFormer(host, name)).toMatchObject({ state: 'stopped' })
  await deleteGuest(host, name)
})

test('the broker refuses other files for a guest that runs', async ({ scratch }) => {
  const name = await createWithFile(scratch, 'busy')
  const spec = { ...(await recordOf(scratch, name)), awaySeconds: nowSeconds(), takeSeconds: null }
  await expect(scratch.host.runtime.replaceRoot(spec)).rejects.toMatchObject({ code: 'BUSY' })
  expect(await hasFile(scratch, 'busy')).toBe(true)
})

test('a reinstall that was cut off before it put away what there was goes on, and happens once', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = await createWithFile(scratch, 'cut')
  await reinstallGuest(host, { name, template: TINY })
  expect(await runShell(host, 'cut', 'echo fresh > /root/fresh')).toMatchObject({ code: 0 })
  await stopGuest(host, name)
  const { former, initStyle, backend } = await recordOf(scratch, name)
  if (former === null) throw new Error('it has no former files')
  const { awaySeconds } = former
  const [away] = binOf(scratch, 'cut')
  const storage = storageOf(scratch)
  renameSync(path.join(storage, 'bin', away ?? ''), path.join(storage, 'guests', '.cut.new'))
  await host.guests.update(name, (now) => ({
    ...now,
    ...({ intent: 'reinstall', desired: 'running', former: null } as const),
    renewal: { template: TINY, initStyle, backend, awaySeconds, takeSeconds: null },
  }))
  expect(await reconcileGuest(host, name)).toBe('started')
  expect(binOf(scratch, 'cut')).toEqual([away])
  expect(await runShell(host, 'cut', 'cat /root/fresh')).toMatchObject({ output: 'fresh\n' })
  expect(await takeFormer(host, name)).toMatchObject({ state: 'running' })
  expect(await hasFile(scratch, 'cut')).toBe(true)
})

test('a guest whose new files cannot be made has those it had', async ({ scratch }) => {
  const { host } = scratch
  const name = await createWithFile(scratch, 'kept')
  await stopGuest(host, name)
  const record = await recordOf(scratch, name)
  const template = TemplateId.parse('gone.v1')
  const spec = { ...record, template, awaySeconds: nowSeconds(), takeSeconds: null }
  await expect(host.runtime.replaceRoot(spec)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(binOf(scratch, 'kept')).toEqual([])
  await startGuest(host, name)
  expect(await hasFile(scratch, 'kept')).toBe(true)
})
