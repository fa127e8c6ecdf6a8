import { ConsoleId } from '@vserver/core/console/model'
import { VserverError } from '@vserver/core/errors'
import type { HostEvent } from '@vserver/core/event/model'
import type { CreateGuestInput, Guest, GuestName } from '@vserver/core/guest/model'
import { Xid } from '@vserver/core/guest/model'
import { applyChange } from '@vserver/core/limit/model'
import { type Operation, OperationId, type OperationKind } from '@vserver/core/operation/model'
import { TemplateId } from '@vserver/core/template/model'
import type { Agent } from '../agent/agent.ts'

type Method = Exclude<keyof Agent, 'subscribe' | 'consoleAddress'>

export type FakeAgent = Agent & {
  guests: Map<string, Guest>
  operations: Operation[]
  /** The next call of this method fails with it; `after` lets the act happen and loses the answer. */
  refuse(method: Method, error: VserverError, when?: 'before' | 'after'): void
  /** Operations stay running until `finish` is called for them. */
  hold: boolean
  finish(id: string, state: 'succeeded' | 'failed' | 'cancelled', error?: Operation['error']): void
  emit(event: HostEvent): void
}

/** A host in memory that does at once what it is asked. */
export function createFakeAgent(): FakeAgent {
  const guests = new Map<string, Guest>()
  const operations: Operation[] = []
  const refusals = new Map<string, { error: VserverError; when: 'before' | 'after' }>()
  const listeners = new Set<(event: HostEvent) => void>()
  const fake = { hold: false }
  const emit = (event: HostEvent) => {
    for (const listener of listeners) listener(event)
  }

  const call = async <T>(method: Method, work: () => T): Promise<T> => {
    const refusal = refusals.get(method)
    refusals.delete(method)
    if (refusal?.when === 'before') throw refusal.error
    const result = work()
    if (refusal) throw refusal.error
    return result
  }
  const begin = (kind: OperationKind, subject: string, idempotencyKey: string | null): Operation => {
    const operation = newOperation({ kind, subject, idempotencyKey, isDone: !fake.hold })
    operations.unshift(operation)
    emit({ kind: 'operation', operation })
    return operation
  }
  const requireGuest = (name: GuestName): Guest => {
    const guest = guests.get(name)
    if (!guest) throw new VserverError('NOT_FOUND', 'no such guest', { subject: name })
    return guest
  }
  const requireOperation = (id: OperationId): Operation => {
    const operation = operations.find((one) => one.id === id)
    if (!operation) throw new VserverError('NOT_FOUND', 'no such operation')
    return operation
  }
  const put = (guest: Guest) => {
    guests.set(guest.name, guest)
    emit({ kind: 'guest', guest })
  }

  return Object.assign(fake, {
    guests,
    operations,
    emit,
    refuse: (method: Method, error: VserverError, when: 'before' | 'after' = 'before') => {
      refusals.set(method, { error, when })
    },
    finish: (id: string, state: Operation['state'], error: Operation['error'] = null) => {
      const index = operations.findIndex((one) => one.id === id)
      const old = operations[index]
      if (!old) throw new Error(`no operation ${id}`)
      const operation = { ...old, state, error, percent: 100, finishedAt: new Date().toISOString() }
      operations[index] = operation
      emit({ kind: 'operation', operation })
    },

    info: () =>
      call('info', () => {
        throw new VserverError('UNSUPPORTED', 'not in the fake')
      }),
    listGuests: () => call('listGuests', () => [...guests.values()]),
    createGuest: (input: CreateGuestInput & { idempotencyKey: string }) =>
      call('createGuest', () => {
        put(newGuest(input))
        return begin('guest.create', input.name, input.idempotencyKey)
      }),
    actOnGuest: (verb: Parameters<Agent['actOnGuest']>[0], { name }: { name: GuestName }) =>
      call('actOnGuest', () => {
        const guest = requireGuest(name)
        if (verb === 'delete') guests.delete(name)
        else put({ ...guest, state: verb === 'stop' || verb === 'kill' ? 'stopped' : 'running' })
        return begin(`guest.${verb}`, name, null)
      }),
    getLimit: (name: GuestName) => call('getLimit', () => requireGuest(name).limit),
    setLimit: (name: GuestName, change: Parameters<Agent['setLimit']>[1]) =>
      call('setLimit', () => {
        const guest = requireGuest(name)
        const limit = applyChange(guest.limit, change)
        put({ ...guest, limit })
        return limit
      }),
    latestSamples: () => call('latestSamples', () => ({})),
    sampleHistory: (name: GuestName) =>
      call('sampleHistory', () => {
        requireGuest(name)
        return []
      }),
    listTemplates: () => call('listTemplates', () => [READY]),
    buildTemplate: (id: TemplateId) => call('buildTemplate', () => begin('template.build', id, null)),
    readTemplateLog: () => call('readTemplateLog', () => ({ text: '', offset: 0 })),
    listOperations: () => call('listOperations', () => [...operations]),
    readOperationLog: () => call('readOperationLog', () => []),
    getOperation: (id: OperationId) => call('getOperation', () => requireOperation(id)),
    cancelOperation: (id: OperationId) => call('cancelOperation', () => requireOperation(id)),
    openConsole: () =>
      call('openConsole', () => ConsoleId.parse(`c-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`)),
    consoleAddress: () => 'ws+unix:/nowhere:/console/x',
    subscribe: async function* ({ signal, onOpen }: Parameters<Agent['subscribe']>[0]) {
      const queue: HostEvent[] = []
      let wake = () => {}
      const listener = (event: HostEvent) => {
        queue.push(event)
        wake()
      }
      listeners.add(listener)
      signal.addEventListener('abort', () => wake())
      onOpen()
      for (let number = 0; !signal.aborted; ) {
        for (const event of queue.splice(0)) yield { id: String(number++), event }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      listeners.delete(listener)
    },
  }) satisfies FakeAgent
}

const READY = {
  id: TemplateId.parse('debian-12'),
  label: 'Debian 12 (bookworm)',
  suite: 'bookworm',
  state: 'ready' as const,
  percent: 100,
  step: null,
  builtAt: '2026-01-01T00:00:00.000Z',
  failure: null,
}

function newGuest({ name, template, hostname, limit, initStyle }: CreateGuestInput): Guest {
  const now = new Date().toISOString()
  return {
    name,
    template,
    limit,
    initStyle,
    xid: Xid.parse(2),
    hostname: hostname ?? name,
    state: 'running',
    desired: 'running',
    startedAt: now,
    lastExit: null,
    failure: null,
    createdAt: now,
  }
}

type NewOperation = Pick<Operation, 'kind' | 'subject' | 'idempotencyKey'> & { isDone: boolean }

function newOperation({ kind, subject, idempotencyKey, isDone }: NewOperation): Operation {
  const now = new Date().toISOString()
  return {
    id: OperationId.parse(`op-${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`),
    kind,
    subject,
    idempotencyKey,
    state: isDone ? 'succeeded' : 'running',
    percent: isDone ? 100 : 0,
    step: isDone ? 'done' : 'begun',
    startedAt: now,
    finishedAt: isDone ? now : null,
    error: null,
    cancellable: true,
  }
}
