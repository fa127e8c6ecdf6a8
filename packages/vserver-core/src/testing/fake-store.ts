import { VserverError } from '../errors.ts'
import type { GuestName, GuestRecord } from '../guest/model.ts'
import type { Host } from '../host.ts'
import type { Operation, OperationId } from '../operation/model.ts'
import type { Share } from '../share/model.ts'
import type { TrafficRecord } from '../traffic/model.ts'

/** Records in memory, with the port's semantics. */
export function fakeGuests(records: Map<GuestName, GuestRecord>): Host['guests'] {
  return {
    list: async () => [...records.values()],
    read: async (name) => records.get(name) ?? null,
    add: async (build) => {
      const record = build([...records.values()])
      records.set(record.name, record)
      return record
    },
    update: async (name, change) => {
      const before = records.get(name)
      if (before === undefined) throw new VserverError('NOT_FOUND', `No guest ${name}.`, { subject: name })
      const record = change(before, [...records.values()])
      records.set(name, record)
      return record
    },
    remove: async (name) => void records.delete(name),
  }
}

export function fakeOperations(): Host['operations'] {
  const operations = new Map<OperationId, Operation>()
  const logs = new Map<OperationId, string[]>()
  return {
    list: async () => [...operations.values()],
    write: async (operation) => void operations.set(operation.id, operation),
    appendLog: async (id, line) => void logs.set(id, [...(logs.get(id) ?? []), line]),
    readLog: async (id) => logs.get(id) ?? [],
    remove: async (id) => {
      operations.delete(id)
      logs.delete(id)
    },
  }
}

export function fakeTraffic(): Host['traffic'] {
  let kept: readonly TrafficRecord[] = []
  return {
    read: async () => [...kept],
    write: async (records) => {
      kept = records
    },
    bootId: async () => 'boot-1',
  }
}

export function fakeShares(): Host['shares'] {
  const shares = new Map<string, Share>()
  return {
    list: async () => [...shares.values()],
    claim: async (share) => {
      const kept = shares.get(share.name) ?? share
      shares.set(share.name, kept)
      return kept
    },
    forget: async (name) => void shares.delete(name),
    delete: async () => {},
  }
}
