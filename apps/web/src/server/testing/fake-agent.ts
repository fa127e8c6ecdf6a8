import { type BulkAsk, type BulkPermit, BulkPermitId } from '@vserver/core/bulk/model'
import { ConsoleId } from '@vserver/core/console/model'
import { GuestOptions, type OptionsChange, type ShareName } from '@vserver/core/context/model'
import { VserverError } from '@vserver/core/errors'
import type { CreateGuestInput, Guest, GuestName } from '@vserver/core/guest/model'
import { Xid } from '@vserver/core/guest/model'
import type { HostInfo } from '@vserver/core/host/model'
import { applyChange, LIMIT_KINDS, type LimitUse } from '@vserver/core/limit/model'
import { TemplateId } from '@vserver/core/template/model'
import { GIB } from '@vserver/core/units'
import type { Agent } from '../agent/agent.ts'
import { createEventFeed, type EventFeed } from './event-feed.ts'
import { type FakeFiles, fileCalls } from './fake-files.ts'
import { type FakeInsight, insightCalls } from './fake-insight.ts'
import { networkCalls } from './fake-network.ts'
import { createFakeOperations, type FakeOperations } from './fake-operations.ts'
import { type FakeTemplates, READY_VERSION, templateCalls } from './fake-templates.ts'

type Method = Exclude<keyof Agent, 'subscribe' | 'consoleAddress'>
export type FakeCall = <T>(method: Method, work: () => T) => Promise<T>
type FakeNetwork = Pick<ReturnType<typeof networkCalls>, 'firewalls' | 'traffic' | 'send'>
type Refuse = (method: Method, error: VserverError, when?: 'before' | 'after') => void

export type FakeAgent = Agent &
  Omit<FakeOperations, 'requireOperation' | 'begin'> &
  FakeTemplates &
  FakeFiles &
  FakeNetwork &
  FakeInsight & {
    guests: Map<string, Guest>
    /** What the host says of itself. */
    hostFacts: HostInfo
    /** Changes a guest and tells of it. */
    put(guest: Guest): void
    /** The next call of this method fails with it; `after` lets the act happen and loses the answer. */
    refuse: Refuse
    emit: EventFeed['emit']
  }

/** A host in memory that does at once what it is asked. */
export function createFakeAgent(): FakeAgent {
  const feed = createEventFeed()
  const fake = createFakeOperations(feed)
  const { call, refuse } = createRefusals()
  const guestPart = guestCalls(call, fake, feed)
  const { guests, put, requireGuest } = guestPart
  const hostFacts = { ...HOST_INFO }
  return Object.assign(fake, feed, {
    ...guestPart,
    ...networkCalls({ call, requireGuest, put }),
    ...insightCalls({ call, requireGuest }),
    ...fileCalls({ call, fake, guests, put }),
    ...templateCalls(call, fake),
    refuse,
    hostFacts,
    info: () => call('info', () => hostFacts),
    ...bulkCalls(call),
    latestSamples: () => call('latestSamples', () => ({})),
    listOperations: () => call('listOperations', () => [...fake.operations]),
    readOperationLog: () => call('readOperationLog', () => []),
    getOperation: (id: Parameters<Agent['getOperation']>[0]) =>
      call('getOperation', () => fake.requireOperation(id)),
    cancelOperation: (id: Parameters<Agent['cancelOperation']>[0]) =>
      call('cancelOperation', () => fake.requireOperation(id)),
    openConsole: () =>
      call('openConsole', () => ConsoleId.parse(`c-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`)),
    consoleAddress: () => ({ socketPath: '/nowhere', path: '/console/x' }),
  }) satisfies FakeAgent
}

function guestCalls(call: FakeCall, { begin }: FakeOperations, { emit }: EventFeed) {
  const guests = new Map<string, Guest>()
  const shares = new Map<ShareName, string>()
  const requireGuest = (name: GuestName): Guest => {
    const guest = guests.get(name)
    if (!guest) throw new VserverError('NOT_FOUND', 'no such guest', { subject: name })
    return guest
  }
  const put = (guest: Guest) => {
    guests.set(guest.name, guest)
    emit({ kind: 'guest', guest })
  }
  return {
    guests,
    put,
    requireGuest,
    getGuest: (name: GuestName) => call('getGuest', () => requireGuest(name)),
    listGuests: () => call('listGuests', () => [...guests.values()]),
    createGuest: (input: CreateGuestInput & { idempotencyKey: string }) =>
      call('createGuest', () => {
        put(newGuest(input))
        return begin('guest.create', input.name, input.idempotencyKey)
      }),
    reinstallGuest: ({ name, template }: Parameters<Agent['reinstallGuest']>[0]) =>
      call('reinstallGuest', () => {
        const guest = requireGuest(name)
        const to = template.includes('.') ? TemplateId.parse(template) : TemplateId.parse(`${template}.v1`)
        put({ ...guest, template: to, former: { template: guest.template, until: FORMER_UNTIL } })
        return begin('guest.reinstall', name)
      }),
    actOnGuest: (verb: Parameters<Agent['actOnGuest']>[0], { name }: { name: GuestName }) =>
      call('actOnGuest', () => {
        const guest = requireGuest(name)
        if (verb === 'delete') guests.delete(name)
        else if (verb === 'takeFormer') put(swapped(guest))
        else if (verb === 'start' && guest.archivedAt !== null)
          throw new VserverError('INVALID_STATE', `Guest ${name} is archived.`, { subject: name })
        else put({ ...guest, ...AFTER[verb] })
        return begin(`guest.${verb}`, name)
      }),
    getLimit: (name: GuestName) => call('getLimit', () => requireGuest(name).limit),
    setLimit: (name: GuestName, change: Parameters<Agent['setLimit']>[1]) =>
      call('setLimit', () => {
        const guest = requireGuest(name)
        const limit = applyChange(guest.limit, change)
        put({ ...guest, limit })
        return limit
      }),
    limitUse: (name: GuestName) => call('limitUse', () => fakeUse(requireGuest(name))),
    setOptions: (name: GuestName, change: OptionsChange) =>
      call('setOptions', () => {
        const guest = requireGuest(name)
        const changed = { ...guest, options: GuestOptions.parse({ ...guest.options, ...change }) }
        for (const { share } of changed.options.mounts) shares.set(share, changed.options.owner ?? '')
        put(changed)
        return changed
      }),
    listShares: (owner: string) =>
      call('listShares', () =>
        [...shares].flatMap(([name, its]) => (its === owner ? [{ name, owner, createdAt: BOOTED_AT }] : [])),
      ),
    deleteShare: ({ name, owner }: { name: ShareName; owner: string }) =>
      call('deleteShare', () => {
        if (shares.get(name) !== owner) throw new VserverError('NOT_FOUND', 'no such area', { subject: name })
        shares.delete(name)
      }),
    helperEvents: (name: GuestName) =>
      call('helperEvents', () => {
        requireGuest(name)
        return [{ seq: 1, at: BOOTED_AT, action: 'startup' as const }]
      }),
    sampleHistory: (name: GuestName) =>
      call('sampleHistory', () => {
        requireGuest(name)
        return []
      }),
  }
}

const FORMER_UNTIL = '2100-01-01T00:00:00.000Z'

function swapped(guest: Guest): Guest {
  if (!guest.former)
    throw new VserverError('INVALID_STATE', 'It has no former files.', { subject: guest.name })
  return { ...guest, template: guest.former.template, former: { ...guest.former, template: guest.template } }
}

const UP = { state: 'running', desired: 'running' } as const
const DOWN = { state: 'stopped', desired: 'stopped' } as const
const AFTER = {
  ...{ start: UP, restart: UP, resume: UP, stop: DOWN, kill: DOWN },
  pause: { state: 'paused', desired: 'running' },
} as const

function bulkCalls(call: FakeCall) {
  const permits: BulkPermit[] = []
  return {
    listBulkPermits: () => call('listBulkPermits', () => [...permits]),
    askBulkPermit: ({ kind, count, minutes }: BulkAsk) =>
      call('askBulkPermit', () => {
        const permit: BulkPermit = {
          ...{ kind, count, minutes, left: count, askedAt: BOOTED_AT, expiresAt: BOOTED_AT },
          id: BulkPermitId.parse(100_000 + permits.length),
          state: 'asked',
          confirmedAt: null,
          validFrom: null,
        }
        permits.push(permit)
        return permit
      }),
    withdrawBulkPermit: (id: BulkPermitId) =>
      call('withdrawBulkPermit', () => {
        const at = permits.findIndex((permit) => permit.id === id)
        if (at < 0) throw new VserverError('NOT_FOUND', 'no such permit', { subject: String(id) })
        permits.splice(at, 1)
      }),
  }
}

function createRefusals(): { call: FakeCall; refuse: Refuse } {
  const refusals = new Map<string, { error: VserverError; when: 'before' | 'after' }>()
  return {
    refuse: (method, error, when = 'before') => {
      refusals.set(method, { error, when })
    },
    call: async (method, work) => {
      const refusal = refusals.get(method)
      refusals.delete(method)
      if (refusal?.when === 'before') throw refusal.error
      const result = work()
      if (refusal) throw refusal.error
      return result
    },
  }
}

const BOOTED_AT = '2026-01-01T00:00:00.000Z'

const HOST_INFO: HostInfo = {
  hostname: 'fake',
  kernel: '6.12.0',
  cgroupMode: 'v2',
  missing: [],
  limitsMissing: ['diskReadBps'],
  contextCapabilities: ['hostname', 'mount'],
  virtualProc: true,
  cpus: 4,
  memoryBytes: 8 * GIB,
  memoryAvailableBytes: 6 * GIB,
  storageBytes: 100 * GIB,
  storageFreeBytes: 80 * GIB,
  load1: 0,
  load5: 0,
  load15: 0,
  uptimeSeconds: 60,
  guestsRunning: 0,
  guestsTotal: 0,
  agentStartedAt: BOOTED_AT,
}

/** Processes are counted, of the rest the kernel knows nothing. */
function fakeUse({ limit }: Guest): LimitUse {
  const unknown = Object.fromEntries(LIMIT_KINDS.map((kind) => [kind, {}])) as LimitUse
  return { ...unknown, processes: { current: 8, peak: 12, hard: limit.processes, hits: 3 } }
}

function newGuest({ name, template, hostname, limit, initStyle, options, network }: CreateGuestInput): Guest {
  const now = new Date().toISOString()
  return {
    name,
    template: template.includes('.') ? TemplateId.parse(template) : READY_VERSION,
    limit,
    initStyle: initStyle ?? 'systemd',
    options,
    network,
    backend: null,
    xid: Xid.parse(2),
    hostname: hostname ?? name,
    state: 'running',
    desired: 'running',
    archivedAt: null,
    startedAt: now,
    lastExit: null,
    failure: null,
    crashLoop: null,
    former: null,
    createdAt: now,
  }
}
