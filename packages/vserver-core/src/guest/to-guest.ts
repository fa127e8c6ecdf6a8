import type { GuestRun, Host } from '../host.ts'
import { nextTryMs } from './crash-loop.ts'
import type { Guest, GuestRecord, GuestState } from './model.ts'
import { formerOf } from './reinstall.ts'

/** A guest as callers see it: what the agent keeps and what the kernel says now. */
export function toGuest(host: Pick<Host, 'now'>, record: GuestRecord, run: GuestRun): Guest {
  const state = stateOf(record, run)
  return {
    name: record.name,
    xid: record.xid,
    template: record.template,
    hostname: record.hostname,
    initStyle: record.initStyle,
    limit: record.limit,
    options: record.options,
    network: record.network,
    backend: record.backend,
    state,
    desired: record.desired,
    archivedAt: record.archivedAt,
    // Until its start is written down it is starting, although its init may run.
    startedAt:
      run.state === 'running' && state !== 'starting' ? new Date(run.startedAtMs).toISOString() : null,
    lastExit: run.state === 'exited' ? { reason: run.reason, at: new Date(run.atMs).toISOString() } : null,
    failure: record.failure,
    crashLoop: crashLoopOf(record, run),
    former: formerOf(host, record.former),
    createdAt: record.createdAt,
  }
}

function crashLoopOf({ retry, desired }: GuestRecord, run: GuestRun): Guest['crashLoop'] {
  if (retry === null || desired !== 'running') return null
  const isDown = run.state === 'exited' || run.state === 'absent'
  if (!isDown && retry.tries === 0) return null
  const nextMs = isDown ? nextTryMs(retry, run) : null
  return { tries: retry.tries, nextAt: nextMs === null ? null : new Date(nextMs).toISOString() }
}

function stateOf(record: GuestRecord, run: GuestRun): GuestState {
  switch (record.intent) {
    case 'create':
    case 'clone':
    case 'reinstall':
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
  // Also while it is down: a host that restarted starts it when it is resumed.
  if (record.pausedAt !== null && record.desired === 'running') return 'paused'
  if (run.state === 'running' || run.state === 'starting') return run.state
  if (record.desired !== 'running') return 'stopped'
  if (record.failure !== null) return 'failed'
  if (run.state === 'absent' || run.reason === 'reboot') return 'starting'
  return run.reason === 'halt' ? 'stopped' : 'failed'
}
