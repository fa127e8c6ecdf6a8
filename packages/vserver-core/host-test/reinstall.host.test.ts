import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, statfsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import {
  createGuest,
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
import { MIB } from '../src/units.ts'
import { asUser, hostAsAgent } from './as-agent.ts'
import { AGENT_ID } from './broker-process.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, TINY_LIMIT, test, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'
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

test('the agent, which is not root, still looks at a guest that was reinstalled before its first start', async ({
  scratch,
}) => {
  const { name } = await createGuest(scratch.host, tinyInput('unseen', { start: false }))
  await reinstallGuest(scratch.host, { name, template: TINY })
  const runs = path.join(scratch.runDir, 'guests', name)
  expect(asUser(AGENT_ID, () => readdirSync(runs))).toEqual([])
})

test('files for whose place in the bin there is something else already are not exchanged', async ({
  scratch,
}) => {
  const name = await createWithFile(scratch, 'taken')
  await stopGuest(scratch.host, name)
  const spec = { ...(await recordOf(scratch, name)), awaySeconds: nowSeconds(), takeSeconds: null }
  mkdirSync(path.join(storageOf(scratch), 'bin', `~taken.${spec.awaySeconds}`))
  await expect(scratch.host.runtime.replaceRoot(spec)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  await startGuest(scratch.host, name)
  expect(await hasFile(scratch, 'taken')).toBe(true)
})

test('a reinstall whose former files cannot be put away yet is not taken for a refusal, and is gone on with', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = await createWithFile(scratch, 'stuck')
  const bin = path.join(storageOf(scratch), 'bin')
  execFileSync('chattr', ['+i', bin])
  onTestFinished(() => void execFileSync('chattr', ['-i', bin]))
  await expect(reinstallGuest(host, { name, template: TINY })).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect(await recordOf(scratch, name)).toMatchObject({ intent: 'reinstall' })
  execFileSync('chattr', ['-i', bin])
  expect(await reconcileGuest(host, name)).toBe('started')
  expect(await hasFile(scratch, 'stuck')).toBe(false)
  expect(binOf(scratch, 'stuck')).toHaveLength(1)
})

/** As a request leaves it that was cut off right after the exchange. */
async function cutOff(scratch: Scratch, name: GuestName): Promise<void> {
  await reinstallGuest(scratch.host, { name, template: TINY })
  await stopGuest(scratch.host, name)
  const [away = ''] = binOf(scratch, name)
  const storage = storageOf(scratch)
  renameSync(path.join(storage, 'bin', away), path.join(storage, 'guests', `.${name}.new`))
}

const allOfBin = (scratch: Scratch, name: string) =>
  readdirSync(path.join(storageOf(scratch), 'bin'))
    .filter((entry) => entry.includes(name))
    .sort()

test('what a guest had when a request was cut off is in the bin before another may take its place', async ({
  scratch,
}) => {
  const name = await createWithFile(scratch, 'again')
  await cutOff(scratch, name)
  await reinstallGuest(scratch.host, { name, template: TINY })
  expect(allOfBin(scratch, name)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^\.again\.new\.\d+$/),
      expect.stringMatching(/^~again\.\d+$/),
    ]),
  )
})

test('a guest that is deleted takes what a request that was cut off has left to the bin with it', async ({
  scratch,
}) => {
  const name = await createWithFile(scratch, 'whole')
  await cutOff(scratch, name)
  await deleteGuest(scratch.host, name)
  expect(
    readdirSync(path.join(storageOf(scratch), 'guests')).filter((entry) => entry.match('whole')),
  ).toEqual([])
  expect(allOfBin(scratch, name)).toEqual([
    expect.stringMatching(/^\.whole\.new\.\d+$/),
    expect.stringMatching(/^whole\.\d+$/),
  ])
})

test('a guest that is reinstalled again and again fills the bin three times at most', async ({ scratch }) => {
  const { name } = await createGuest(scratch.host, tinyInput('loop', { start: false }))
  for (let times = 0; times < 3; times++) await reinstallGuest(scratch.host, { name, template: TINY })
  await expect(reinstallGuest(scratch.host, { name, template: TINY })).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    hint: expect.stringContaining('a day'),
  })
  expect(binOf(scratch, name)).toHaveLength(3)
  await takeFormer(scratch.host, name)
  expect(binOf(scratch, name)).toHaveLength(3)
  expect(await startGuest(scratch.host, name)).toMatchObject({ state: 'running' })
})

test('asking for a reinstall again counts once for the brake', async () => {
  const scratch = await openScratch({ brakes: { deleteBurst: 1 } })
  onTestFinished(() => scratch.close())
  const agent = await hostAsAgent(scratch)
  onTestFinished(() => agent.close())
  const { name } = await createGuest(scratch.host, tinyInput('once', { start: false }))
  const spec = { ...(await recordOf(scratch, name)), awaySeconds: nowSeconds(), takeSeconds: null }
  await agent.runtime.replaceRoot(spec)
  await agent.runtime.replaceRoot(spec)
  const another = { ...spec, awaySeconds: spec.awaySeconds + 1 }
  await expect(agent.runtime.replaceRoot(another)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
})

test('a guest whose image is most of what the storage may promise is reinstalled, and takes nothing back that does not fit', async ({
  scratch,
}) => {
  const { host } = scratch
  const storage = storageOf(scratch)
  const { bavail, bsize } = statfsSync(storage)
  writeFileSync(path.join(storage, 'image-overcommit'), '1\n')
  const diskBytes = Math.floor(((bavail * bsize) / 100) * (0.7 / MIB)) * MIB
  const limit = { ...TINY_LIMIT, diskBytes }
  const input = tinyInput('large', { limit, backend: 'image', start: false })
  const { name } = await createGuest(host, input)
  await reinstallGuest(host, { name, template: TINY })
  // What it has now is written nearly to its end, and what that leaves is promised to another.
  const image = path.join(storage, 'guests', name, 'image')
  execFileSync('fallocate', ['-l', String(diskBytes), image])
  await createGuest(host, { ...input, name: tinyInput('other').name })
  await expect(takeFormer(host, name)).rejects.toMatchObject({ code: 'NO_CAPACITY' })
  expect(await getGuest(host, name)).toMatchObject({ state: 'stopped' })
})

test(
  'what was put away is kept its time, whatever time its name says',
  async () => {
    const binSeconds = 4
    const scratch = await openScratch({ brakes: { binSeconds } })
    onTestFinished(() => scratch.close())
    const { name } = await createGuest(scratch.host, tinyInput('early', { start: false }))
    const beganMs = Date.now()
    await scratch.host.runtime.replaceRoot({
      ...(await recordOf(scratch, name)),
      ...{ awaySeconds: 1, takeSeconds: null },
    })
    // A broker sweeps when it begins, and then every few seconds.
    await scratch.broker.end('SIGTERM')
    await scratch.broker.start()
    await expect.poll(() => binOf(scratch, name), { timeout: patient(30_000) }).toEqual([])
    expect(Date.now() - beganMs).toBeGreaterThanOrEqual(binSeconds * 1000)
  },
  patient(40_000),
)
