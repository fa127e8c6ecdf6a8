import { VserverError } from '../errors.ts'
import { isOpen } from '../firewall/model.ts'
import type { GuestRun, Host } from '../host.ts'
import { finishDelete } from './delete.ts'
import { discardGuest } from './discard.ts'
import { finishFiles } from './finish-files.ts'
import { haltGuest, killAndWait } from './halt.ts'
import { failureOf } from './internal.ts'
import type { GuestName, GuestRecord } from './model.ts'
import { letGo } from './pause.ts'
import { settleRenewal } from './renewal.ts'
import { forgetRetries, isHasty, type RetryOutcome, retryStart } from './retry.ts'

/** What reconcile did; `none` when all was as it should be. */
export type ReconcileOutcome = RetryOutcome | 'undone' | 'deleted' | 'settled' | 'stopped' | 'limited'

/**
 * Makes one guest what its record says: finishes or undoes what a crash left half done, starts what should run,
 * stops what should not. The caller holds the guest, so that no other act is under way.
 */
export async function reconcileGuest(host: Host, name: GuestName): Promise<ReconcileOutcome> {
  const record = await host.guests.read(name)
  if (record === null) return 'none'
  const run = await host.runtime.inspect(name)
  // What was asked for meanwhile is done with the files it is to have.
  if (record.renewal !== null && record.intent !== 'delete') return finishReinstall(host, record, run)
  return record.intent === null ? settle(host, record, run) : finish(host, record, run)
}

async function finish(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  const { name } = record
  switch (record.intent) {
    case 'create':
      await discardGuest(host, name)
      return 'undone'
    case 'delete':
      await finishDelete(host, name)
      return 'deleted'
    case 'stop':
      await haltGuest(host, name)
      return done(host, name, 'stopped')
    case 'kill':
      await killAndWait(host, name)
      return done(host, name, 'stopped')
    case 'pause':
      return finishPause(host, record, run)
    case 'resume':
      await host.runtime.thaw(name)
      return done(host, name, 'settled')
    case 'reinstall':
      return done(host, name, 'undone')
    case 'setLimit':
      return finishLimit(host, record, run)
    case 'setNetwork':
      return finishNetwork(host, record, run)
    case 'setFirewall':
      await host.network.setFirewall(record)
      return done(host, name, 'settled')
    case 'clone':
    case 'unify':
    case 'fold':
    case 'convert':
    case 'archive':
    case 'unarchive':
      return finishFiles(host, record)
    default:
      return finishStart(host, record, run)
  }
}

async function finishStart(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  if (run.state === 'starting') return 'waiting'
  if (run.state === 'running') return done(host, record.name, 'settled')
  if (record.desired !== 'running') return done(host, record.name, 'settled')
  return retryStart(host, { ...record, retry: null }, { state: 'absent' })
}

/** The kernel may have refused what the record says: then the record takes what the kernel has. */
async function finishLimit(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  if (run.state === 'running') {
    const limit = await host.runtime
      .setLimit(record.name, record.limit)
      .catch(() => host.runtime.getLimit(record.name))
    await host.guests.update(record.name, (now) => ({ ...now, limit }))
  }
  return done(host, record.name, 'limited')
}

/** One that was not down yet keeps its files; else it gets the new ones, or says why it has the old. */
async function finishReinstall(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  const { name } = record
  if (run.state === 'starting') return 'waiting'
  if (run.state !== 'running') {
    await settleRenewal(host, record)
    return reconcileGuest(host, name)
  }
  const isWaitedFor = record.intent !== 'reinstall'
  const intent = isWaitedFor ? record.intent : null
  await host.guests.update(name, (now) => ({ ...now, intent, renewal: null }))
  return isWaitedFor ? reconcileGuest(host, name) : 'undone'
}

/** One that went down before it stood still stays down until it is resumed; one that cannot stand still runs on. */
async function finishPause(host: Host, { name }: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  if (run.state !== 'running') return done(host, name, 'settled')
  try {
    await host.runtime.freeze(name)
  } catch (error) {
    if (isLater(error)) throw error
    await letGo(host, name, failureOf(error))
    return 'undone'
  }
  return done(host, name, 'settled')
}

/** Nothing was tried yet. */
function isLater(error: unknown): boolean {
  return error instanceof VserverError && ['HOST_UNREACHABLE', 'RATE_LIMITED'].includes(error.code)
}

/** The same for the network. */
async function finishNetwork(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  const { name } = record
  if (!isOpen(record.firewall)) await host.network.setFirewall(record)
  if (run.state === 'running') {
    const network = await host.network
      .set(name, record.network)
      .catch(async () => (await host.network.get(name)).network)
    await host.guests.update(name, (now) => ({ ...now, network }))
  }
  return done(host, name, 'settled')
}

async function settle(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  if (record.desired === 'running') return keepRunning(host, record, run)
  if (run.state !== 'running') return 'none'
  await haltGuest(host, record.name)
  return 'stopped'
}

async function keepRunning(host: Host, record: GuestRecord, run: GuestRun): Promise<ReconcileOutcome> {
  if (run.state === 'starting') return 'waiting'
  if (record.pausedAt !== null) {
    // Nobody lets it go on behind our back.
    if (run.state === 'running') await host.runtime.freeze(record.name)
    return 'none'
  }
  if (run.state === 'running') {
    await forgetRetries(host, record, run.startedAtMs)
    return 'none'
  }
  if (run.state === 'exited' && run.reason === 'halt') {
    await host.guests.update(record.name, (now) => ({
      ...now,
      desired: 'stopped',
      failure: null,
      retry: null,
    }))
    return 'stopped'
  }
  // With a retry and a failure it is the start after the reboot that failed.
  const isUntried = record.retry === null || record.failure === null
  if (run.state === 'exited' && run.reason === 'reboot' && isUntried && !isHasty(run)) {
    return retryStart(host, { ...record, retry: null }, { state: 'absent' })
  }
  return retryStart(host, record, run)
}

async function done<T extends ReconcileOutcome>(host: Host, name: GuestName, outcome: T): Promise<T> {
  await host.guests.update(name, (now) => ({ ...now, intent: null }))
  return outcome
}
