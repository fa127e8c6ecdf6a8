import type { GuestRun } from '../host.ts'
import type { Guest, GuestRecord, GuestState } from './model.ts'

/** A guest as callers see it: what the agent keeps and what the kernel says now. */
export function toGuest(record: GuestRecord, run: GuestRun): Guest {
  return {
    name: record.name,
    xid: record.xid,
    template: record.template,
    hostname: record.hostname,
    initStyle: record.initStyle,
    limit: record.limit,
    options: record.options,
    state: stateOf(record, run),
    desired: record.desired,
    startedAt: run.state === 'running' ? new Date(run.startedAtMs).toISOString() : null,
    lastExit: run.state === 'exited' ? { reason: run.reason, at: new Date(run.atMs).toISOString() } : null,
    failure: record.failure,
    createdAt: record.createdAt,
  }
}

function stateOf(record: GuestRecord, run: GuestRun): GuestState {
  switch (record.intent) {
    case 'create':
      return 'building'
    case 'start':
      return 'starting'
    case 'stop':
    case 'kill':
    case 'delete':
      return 'stopping'
    case 'restart':
      return run.state === 'running' ? 'stopping' : 'starting'
    default:
      return settledState(record, run)
  }
}

function settledState(record: GuestRecord, run: GuestRun): GuestState {
  if (run.state === 'running' || run.state === 'starting') return run.state
  if (record.desired !== 'running') return 'stopped'
  if (record.failure !== null) return 'failed'
  if (run.state === 'absent' || run.reason === 'reboot') return 'starting'
  return run.reason === 'halt' ? 'stopped' : 'failed'
}
