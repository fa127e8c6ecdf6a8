import { expect } from 'vitest'
import {
  cloneGuest,
  type Follow,
  foldGuest,
  lookAtFiles,
  sweepPool,
  unifyGuest,
  verifyFiles,
} from '../src/files/index.ts'
import { CloneGuestInput } from '../src/files/model.ts'
import { deleteGuest, getGuest, reconcileGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { awaitJob, newJobId } from './files-job.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test } from './scratch.ts'
import { patient } from './slowness.ts'

const FILE_BYTES = 64 * 1024
const FILES = 10
const WRITE = `mkdir -p /srv; for i in $(seq ${FILES}); do yes "line $i" | head -c ${FILE_BYTES} > /srv/$i; done`
const READ = 'cat /srv/* | md5sum'

function following(scratch: Scratch): Follow {
  return (id) => awaitJob(scratch, id)
}

async function createWith(scratch: Scratch, name: string, script: string): Promise<GuestName> {
  await scratch.createTiny(name)
  const wrote = await runShell(scratch.host, name, script)
  expect(wrote.code, wrote.output).toBe(0)
  return GuestName.parse(name)
}

async function contentOf({ host }: Scratch, name: string): Promise<string> {
  const { code, output } = await runShell(host, name, READ)
  expect(code, output).toBe(0)
  return output
}

test('running guests are stopped, share what is equal, and run again with the same files', async ({
  scratch,
}) => {
  const { host } = scratch
  const follow = following(scratch)
  const names = [await createWith(scratch, 'one', WRITE), await createWith(scratch, 'two', WRITE)]
  const before = await Promise.all(names.map((name) => contentOf(scratch, name)))
  const saved: number[] = []
  const predicted: number[] = []
  for (const name of names) {
    const guess = await lookAtFiles(host, { id: newJobId(), kind: 'predict', name }, follow)
    predicted.push(guess.savedBytes)
    const run = await unifyGuest(host, { id: newJobId(), name, stopFirst: true }, { follow })
    saved.push(run.savedBytes)
  }
  expect(saved[0]).toBe(0)
  expect(saved[1]).toBeGreaterThanOrEqual(FILES * FILE_BYTES)
  expect(predicted).toEqual(saved)
  for (const [index, name] of names.entries()) {
    expect(await getGuest(host, name)).toMatchObject({ state: 'running', failure: null })
    expect(await contentOf(scratch, name)).toBe(before[index])
  }
  const records = await host.guests.list()
  expect(records.find(({ name }) => name === 'two')?.reports.unify?.savedBytes).toBe(saved[1])
  expect(await verifyFiles(host, newJobId(), follow)).toMatchObject({ problems: 0 })
})

test('a clone has the files of its source, changes none of them, and is gone without a trace', async ({
  scratch,
}) => {
  const { host } = scratch
  const follow = following(scratch)
  const source = await createWith(scratch, 'source', WRITE)
  const content = await contentOf(scratch, source)
  const input = CloneGuestInput.parse({ name: 'copy', source })
  await expect(cloneGuest(host, { id: newJobId(), input }, follow)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: 'Stop it first.',
  })
  await stopGuest(host, source)
  const clone = await cloneGuest(host, { id: newJobId(), input }, follow)
  expect(clone).toMatchObject({ state: 'stopped', hostname: 'copy' })
  await Promise.all([startGuest(host, source), startGuest(host, clone.name)])
  expect(await contentOf(scratch, 'copy')).toBe(content)
  expect((await runShell(host, 'copy', 'rm /srv/1; echo changed > /srv/2')).code).toBe(0)
  expect(await contentOf(scratch, source)).toBe(content)
  await deleteGuest(host, clone.name)
  expect(await verifyFiles(host, newJobId(), follow)).toMatchObject({ problems: 0 })
  await sweepPool(host, newJobId(), follow)
  expect(await contentOf(scratch, source)).toBe(content)
})

test('layers that unifying has left are folded, and the guest sees the same', async ({ scratch }) => {
  const { host } = scratch
  const follow = following(scratch)
  const name = await createWith(scratch, 'layered', WRITE)
  await unifyGuest(host, { id: newJobId(), name, stopFirst: true }, { follow })
  expect((await runShell(host, name, 'rm /srv/3; echo new > /srv/4')).code).toBe(0)
  const content = await contentOf(scratch, name)
  await stopGuest(host, name)
  await unifyGuest(host, { id: newJobId(), name, stopFirst: false }, { follow })
  await foldGuest(host, { id: newJobId(), name }, follow)
  await startGuest(host, name)
  expect(await contentOf(scratch, name)).toBe(content)
})

test('an agent that dies during a job finds out how it ended', async ({ scratch }) => {
  const { host } = scratch
  const name = await createWith(scratch, 'orphaned', WRITE)
  const content = await contentOf(scratch, name)
  const dying = unifyGuest(
    host,
    { id: newJobId(), name, stopFirst: true },
    { follow: () => new Promise(() => {}) },
  )
  void dying.catch(() => {})
  await expect.poll(async () => (await host.guests.read(name))?.job?.id ?? null).not.toBeNull()
  const { job } = (await host.guests.read(name)) ?? { job: null }
  if (job === null) throw new Error('no job')
  await expect.poll(async () => host.files.inspect(job.id), { timeout: patient(20_000) }).not.toBeNull()
  await awaitJob(scratch, job.id)
  expect(await reconcileGuest(host, name)).toBe('settled')
  expect(await reconcileGuest(host, name)).toBe('started')
  expect(await contentOf(scratch, name)).toBe(content)
})
