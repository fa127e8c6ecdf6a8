import { expect, test } from 'vitest'
import { fakeHost, guestRecord, unlimited } from '../testing/index.ts'
import { GIB, MIB } from '../units.ts'
import { getDiskUse, listGuestFiles, roomOf } from './index.ts'
import { type DiskUse, NO_REPORTS } from './model.ts'

type Line = DiskUse['guests'][number]

const at = '2026-01-01T12:00:00.000Z'

function line(name: string, change: Partial<Line> = {}): Line {
  const used = { bytes: 10 * MIB, inodes: 100, bytesLimit: GIB, inodesLimit: 1000 }
  return { name, enforcement: 'project', ...used, measuredAt: at, ...change }
}

test.each([
  ['fine', {}],
  ['soft', { bytes: 512 * MIB }],
  ['soft', { inodes: 500 }],
  ['full', { bytes: GIB - MIB }],
  ['full', { inodes: 1000 }],
] as const)('a disk is %s with %j', async (level, used) => {
  const limit = unlimited({
    ...{ diskBytes: GIB, diskSoftBytes: 512 * MIB },
    ...{ inodes: 1000, inodesSoft: 500 },
  })
  const host = fakeHost({ guests: [guestRecord('web1', { limit })] })
  host.disks.guests.push(line('web1', used))
  expect((await getDiskUse(host)).guests).toEqual([{ ...line('web1', used), level }])
})

test('a guest without limits is never full', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  host.disks.guests.push(line('web1', { bytes: 2 ** 50, bytesLimit: null, inodesLimit: null }))
  expect((await getDiskUse(host)).guests[0]).toMatchObject({ level: 'fine' })
})

test('what no storage counts is as it was measured last, and says when', async () => {
  const measure = { at, files: 7, bytes: 5 * MIB, pooled: 0, savedBytes: 0, objects: 0, problems: 0 }
  const reports = { ...NO_REPORTS, measure }
  const limit = unlimited({ diskBytes: 16 * MIB })
  const guests = [guestRecord('web1', { reports, limit }), guestRecord('web2')]
  expect((await getDiskUse(fakeHost({ guests }))).guests).toEqual([
    {
      ...{ name: 'web1', enforcement: 'none', bytes: 5 * MIB, inodes: 7 },
      ...{ bytesLimit: 16 * MIB, inodesLimit: null, measuredAt: at, level: 'fine' },
    },
  ])
})

test('a guest that nobody holds to its limit is full when it should not write any more', async () => {
  const limit = unlimited({ diskBytes: 16 * MIB })
  const host = fakeHost({ guests: [guestRecord('web1', { limit })] })
  host.disks.guests.push(line('web1', { enforcement: 'none', bytes: 20 * MIB, bytesLimit: null }))
  expect((await getDiskUse(host)).guests).toMatchObject([
    { enforcement: 'none', bytesLimit: 16 * MIB, inodesLimit: null, level: 'full' },
  ])
})

test('of two measurements the later counts, but never before what a quota counts', async () => {
  const measure = { at, files: 7, bytes: MIB, pooled: 0, savedBytes: 0, objects: 0, problems: 0 }
  const host = fakeHost({ guests: [guestRecord('web1', { reports: { ...NO_REPORTS, measure } })] })
  const earlier = '2026-01-01T11:00:00.000Z'
  host.disks.guests.push(line('web1', { enforcement: 'none', measuredAt: earlier }))
  expect((await getDiskUse(host)).guests[0]).toMatchObject({ bytes: MIB })
  host.disks.guests.splice(0, 1, line('web1', { measuredAt: earlier }))
  expect((await getDiskUse(host)).guests[0]).toMatchObject({ bytes: 10 * MIB, enforcement: 'project' })
})

test('what is measured of guests that have gone is nobody', async () => {
  const host = fakeHost()
  host.disks.guests.push(line('gone'))
  expect((await getDiskUse(host)).guests).toEqual([])
})

test('a storage with less than a twentieth free is low', () => {
  expect(roomOf({ bytes: 100, bytesFree: 5 }).isLow).toBe(false)
  expect(roomOf({ bytes: 100, bytesFree: 4 }).isLow).toBe(true)
})

test('files of guests are listed by name', async () => {
  const host = fakeHost({ guests: [guestRecord('web2', { backend: 'tree' }), guestRecord('web1')] })
  expect((await listGuestFiles(host)).map(({ name, backend }) => [name, backend])).toEqual([
    ['web1', null],
    ['web2', 'tree'],
  ])
})
