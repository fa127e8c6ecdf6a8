import { VserverError } from '../errors.ts'
import type { GuestRun, Host } from '../host.ts'
import { MINUTE_MS, SECOND_MS } from '../units.ts'
import { type Down, nextTryMs, RETRY_DELAYS_MS } from './crash-loop.ts'
import { failureOf } from './internal.ts'
import type { GuestRecord } from './model.ts'
import { startRecorded } from './start.ts'

/** A guest that ran for so long is sound again. */
const SOUND_MS = 10 * MINUTE_MS

/** A guest that reboots sooner than this does nothing else, and would load the host without end. */
const HASTY_MS = 10 * SECOND_MS

export type RetryOutcome = 'noted' | 'waiting' | 'started' | 'none'

/** Whether a guest that rebooted is to wait as one that crashed. */
export function isHasty(run: Extract<GuestRun, { state: 'exited' }>): boolean {
  return run.startedAtMs !== null && run.atMs - run.startedAtMs < HASTY_MS
}

/** Starts a guest that went down by itself again: at once after a reboot of the host, else with growing delays. */
export async function retryStart(host: Host, record: GuestRecord, run: Down): Promise<RetryOutcome> {
  const { retry } = record
  if (retry === null && run.state === 'absent') return attempt(host, record, 0)
  if (retry === null || record.failure === null) return note(host, record, run)
  const nextMs = nextTryMs(retry, run)
  if (nextMs === null) return 'none'
  if (host.now() < nextMs) return 'waiting'
  return attempt(host, record, retry.tries + 1)
}

/** Forgets earlier failures of a guest that has been running for a while. */
export async function forgetRetries(host: Host, record: GuestRecord, startedAtMs: number): Promise<void> {
  if (record.retry === null || host.now() < startedAtMs + SOUND_MS) return
  await host.guests.update(record.name, (now) => ({ ...now, retry: null, failure: null }))
}

async function note(host: Host, record: GuestRecord, run: Down): Promise<RetryOutcome> {
  const retry = record.retry ?? { tries: 0, at: isoNow(host) }
  const failure = `${causeOf(run)} ${outlook(retry.tries)}`
  await host.guests.update(record.name, (now) => ({ ...now, retry, failure }))
  return 'noted'
}

async function attempt(host: Host, record: GuestRecord, tries: number): Promise<RetryOutcome> {
  const retry = { tries, at: isoNow(host) }
  await host.guests.update(record.name, (now) => ({ ...now, intent: 'start', retry }))
  try {
    await startRecorded(host, record)
    return 'started'
  } catch (error) {
    // A host that cannot be asked is no fault of the guest's: it costs no try.
    const isHostDown = error instanceof VserverError && error.code === 'HOST_UNREACHABLE'
    const kept = isHostDown ? record.retry : retry
    const failure = isHostDown ? record.failure : `${failureOf(error)} ${outlook(tries)}`
    await host.guests.update(record.name, (now) => ({ ...now, intent: null, retry: kept, failure }))
    throw error
  }
}

function causeOf(run: Down): string {
  if (run.state === 'absent') return 'It was not running.'
  if (run.reason === 'reboot') return `It rebooted less than ${HASTY_MS / SECOND_MS} seconds after its start.`
  if (run.reason === 'killed') return 'It was killed from outside.'
  const hasStarted = run.stage === null || run.stage === 'init'
  return hasStarted ? endingOf(run.status) : `Its start failed at the step ${run.stage}.`
}

/** Source: waitpid(2), WIFEXITED and WTERMSIG. */
function endingOf(status: number | null): string {
  if (status === null) return 'Its init ended by itself.'
  const signal = status & 0x7f
  return signal === 0
    ? `Its init exited with status ${(status >> 8) & 0xff}.`
    : `Its init was ended by signal ${signal}.`
}

function outlook(tries: number): string {
  const delayMs = RETRY_DELAYS_MS[tries]
  if (delayMs === undefined) {
    return `It was started ${tries} times without success; start it yourself when the cause is gone.`
  }
  return `It is started again after ${delayMs / SECOND_MS} seconds.`
}

function isoNow(host: Host): string {
  return new Date(host.now()).toISOString()
}
