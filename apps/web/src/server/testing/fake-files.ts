import { VserverError } from '@vserver/core/errors'
import type { CloneGuestInput } from '@vserver/core/files/model'
import type { Guest, GuestName } from '@vserver/core/guest/model'
import {
  type Backend,
  type FilesReports,
  type GuestDisk,
  type GuestFiles,
  NO_REPORTS,
  type Storage,
} from '@vserver/core/storage/model'
import { GIB } from '@vserver/core/units'
import type { Agent, FilesVerb, StorageCare } from '../agent/agent.ts'
import type { FakeOperations } from './fake-operations.ts'

export type FakeFiles = {
  storageFacts: Storage
  /** What guests use, and what is known of their files. */
  disks: Map<string, GuestDisk>
  reports: Map<string, FilesReports>
}

type Parts = {
  call: <T>(method: Exclude<keyof Agent, 'subscribe' | 'consoleAddress'>, work: () => T) => Promise<T>
  fake: Pick<FakeOperations, 'begin'>
  guests: Map<string, Guest>
  put: (guest: Guest) => void
}

const AT = '2026-01-01T00:00:00.000Z'
const WHOLE = 'storage:all'

/** Files and storage of a host in memory: work on them is begun and changes nothing else. */
export function fileCalls({ call, fake, guests, put }: Parts) {
  const facts: FakeFiles = { storageFacts: storage(), disks: new Map(), reports: new Map() }
  const requireGuest = (name: GuestName): Guest => {
    const guest = guests.get(name)
    if (!guest) throw new VserverError('NOT_FOUND', 'no such guest', { subject: name })
    return guest
  }
  const requireDown = (name: GuestName): Guest => {
    const guest = requireGuest(name)
    if (guest.state !== 'running') return guest
    throw new VserverError('INVALID_STATE', `Guest ${name} is running.`, {
      subject: name,
      hint: 'Stop it first.',
    })
  }
  const filesOf = ({ name, template, backend }: Guest): GuestFiles => ({
    ...{ name, template, backend },
    reports: facts.reports.get(name) ?? NO_REPORTS,
  })
  return {
    ...facts,
    storage: () => call('storage', () => facts.storageFacts),
    selfTest: () => call('selfTest', () => facts.storageFacts),
    diskUse: () =>
      call('diskUse', () => ({ walk: { at: AT, durationUs: 97 }, guests: [...facts.disks.values()] })),
    guestFiles: (name: GuestName) => call('guestFiles', () => filesOf(requireGuest(name))),
    listGuestFiles: () => call('listGuestFiles', () => [...guests.values()].map(filesOf)),
    careForStorage: (work: StorageCare) => call('careForStorage', () => fake.begin(`storage.${work}`, WHOLE)),
    unifyAll: () => call('unifyAll', () => fake.begin('storage.unify', WHOLE)),
    unifyGuest: (name: GuestName, { stopFirst }: { stopFirst: boolean }) =>
      call('unifyGuest', () => {
        const guest = stopFirst ? requireGuest(name) : requireDown(name)
        return fake.begin('guest.unify', guest.name)
      }),
    actOnFiles: (verb: FilesVerb, name: GuestName) =>
      call('actOnFiles', () => {
        const guest = requireGuest(name)
        if (verb === 'archive') put({ ...requireDown(name), archivedAt: AT })
        if (verb === 'unarchive') put({ ...guest, archivedAt: null })
        return fake.begin(`guest.${verb}`, guest.name)
      }),
    convertGuest: (name: GuestName, backend: Backend) =>
      call('convertGuest', () => {
        put({ ...requireDown(name), backend })
        return fake.begin('guest.convert', name)
      }),
    cloneGuest: (input: CloneGuestInput & { idempotencyKey: string }) =>
      call('cloneGuest', () => {
        const source = requireDown(input.source)
        put({ ...source, name: input.name, hostname: input.hostname ?? input.name })
        return fake.begin('guest.clone', input.name, input.idempotencyKey)
      }),
  }
}

function storage(): Storage {
  return {
    filesystem: 'ext4',
    features: ['xattrs', 'project', 'image'],
    backends: ['overlay', 'tree'],
    enforcement: 'project',
    selfTest: { at: AT, passed: true, failure: null },
    bytes: 100 * GIB,
    bytesFree: 80 * GIB,
    inodes: 6_000_000,
    inodesFree: 5_000_000,
    pool: { objects: 10, bytes: GIB, countedAt: AT },
  }
}
