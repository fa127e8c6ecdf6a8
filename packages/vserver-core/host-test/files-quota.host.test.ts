import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilesJob } from '../src/files/model.ts'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName, Xid } from '../src/guest/model.ts'
import { setLimit } from '../src/limit/index.ts'
import { UNLIMITED } from '../src/limit/model.ts'
import { MIB } from '../src/units.ts'
import { awaitJob, finishJob, type JobOf, runJob, startJob } from './files-job.ts'
import { changedGuest, listGuest, openRichScratch, RICH } from './guest-files.ts'
import { enableSimpleQuota, hasSimpleQuota, mountLoop } from './loop-storage.ts'
import { runShell } from './run-in-guest.ts'
import type { Scratch } from './scratch.ts'

/** Times of directories may be those of work that was given up. */
const ROUGHLY = ['-t', '-l']
const XID = Xid.parse(4300)
const LIMIT = 24 * MIB
const SMALL = { diskBytes: LIMIT, diskSoftBytes: null, inodes: null, inodesSoft: null }

const copyOf = (guest: string) => GuestName.parse(`${guest}-copy`)

const JOBS: { kind: string; job(guest: GuestName): JobOf<FilesJob> }[] = [
  { kind: 'unify', job: (guest) => ({ kind: 'unify', guest }) },
  { kind: 'fold', job: (guest) => ({ kind: 'fold', guest }) },
  {
    kind: 'clone',
    job: (source) => ({
      ...{ kind: 'clone', guest: copyOf(source), source, template: RICH, xid: XID },
      ...{ backend: null, limit: SMALL, keepKeys: true },
    }),
  },
  { kind: 'convert', job: (guest) => ({ kind: 'convert', guest, backend: 'tree', limit: SMALL }) },
]

describe.skipIf(!hasSimpleQuota())('work on the files of a guest that is at its disk limit', () => {
  let scratch: Awaited<ReturnType<typeof openRichScratch>>
  beforeAll(async () => {
    scratch = await openRichScratch({
      overStorage: (storage, image) => {
        mountLoop('btrfs', image, storage)
        enableSimpleQuota(storage)
      },
    })
  })
  afterAll(() => scratch.close())

  test.each(JOBS)(
    'a $kind of a guest whose limit is full leaves all files as they were, and succeeds with room',
    async ({ kind, job }) => {
      const guest = await fullGuest(scratch, `full-${kind}`)
      if (kind === 'clone')
        await scratch.host.runtime.createRoot({
          ...{ name: copyOf(guest), xid: XID, template: RICH, backend: null },
          limit: { ...UNLIMITED, diskBytes: LIMIT },
        })
      const before = listGuest(scratch, guest, ROUGHLY)
      const run = await runJob(scratch, job(guest))
      if (kind === 'unify') expect(run.state).toBe('failed') // the others may find room elsewhere
      if (run.state !== 'done')
        expect(run).toMatchObject({
          state: 'failed',
          message: 'The disk limit of the guest leaves no room for it: raise it first',
        })
      expect(listGuest(scratch, guest, ROUGHLY)).toEqual(before)
      expect(await problems(scratch)).toBe(0)
      await setLimit(scratch.host, guest, { diskBytes: 4 * LIMIT })
      await startGuest(scratch.host, guest)
      await stopGuest(scratch.host, guest)
      if (run.state !== 'done') await finishJob(scratch, job(guest))
      expect(listGuest(scratch, guest, ROUGHLY)).toEqual(before)
      expect(await problems(scratch)).toBe(0)
    },
  )
})

async function problems(scratch: Scratch): Promise<number> {
  return (await awaitJob(scratch, await startJob(scratch, { kind: 'verify', guest: null, template: null })))
    .problems
}

/** Stopped, with not a block left of its limit. */
async function fullGuest(scratch: Scratch, name: string): Promise<GuestName> {
  const guest = await changedGuest(scratch, name, false)
  if (name.endsWith('fold')) await finishJob(scratch, { kind: 'unify', guest })
  await startGuest(scratch.host, guest)
  await setLimit(scratch.host, guest, { diskBytes: LIMIT })
  const { output } = await runShell(
    scratch.host,
    guest,
    'for size in 65536 4096; do dd if=/dev/urandom of=/srv/fill-$size bs=$size; done; sync',
  )
  expect(output).toMatch(/Disk quota exceeded/)
  await stopGuest(scratch.host, guest)
  return guest
}
