import type { FilesRun } from '../files/model.ts'
import type { FilesReport } from '../storage/model.ts'
import type { GuestRecord } from './model.ts'

/**
 * The record after work on the guest's files has ended, however it ended. A guest that should run is started next:
 * it was stopped for the work.
 */
export function applyJob(record: GuestRecord, run: FilesRun | null, nowMs: number): GuestRecord {
  const { intent, job, desired, pausedAt } = record
  const intentAfter = desired === 'running' && pausedAt === null ? ('start' as const) : null
  const settled = { ...record, intent: intentAfter, job: null }
  if (run?.state !== 'done') return settled
  if (intent === 'unify') return withUnify(settled, reportOf(run, nowMs))
  if (intent === 'convert' && job !== null && job.backend !== null) return withBackend(settled, job.backend)
  if (intent === 'archive') {
    return { ...settled, intent: null, desired: 'stopped', archivedAt: new Date(nowMs).toISOString() }
  }
  return intent === 'unarchive' ? { ...settled, archivedAt: null } : settled
}

/** Killed before it could tell how it ended. */
export function isUntold(run: FilesRun | null): boolean {
  return run !== null && run.state === 'failed' && run.finishedAtMs === null
}

/** What is kept of a job that is done. */
export function reportOf(run: FilesRun, nowMs: number): FilesReport {
  const { files, bytes, pooled, savedBytes, objects, problems } = run
  const at = new Date(run.finishedAtMs ?? nowMs).toISOString()
  return { at, files, bytes, pooled, savedBytes, objects, problems }
}

/** A guest is unified again and again, and what was shared stays so: savings add up. A prediction has come true. */
function withUnify(record: GuestRecord, report: FilesReport): GuestRecord {
  const before = record.reports.unify
  const unify = {
    ...report,
    pooled: (before?.pooled ?? 0) + report.pooled,
    savedBytes: (before?.savedBytes ?? 0) + report.savedBytes,
  }
  return { ...record, reports: { ...record.reports, unify, predict: null } }
}

/** What was found out about the files as they were kept before is void. */
function withBackend(record: GuestRecord, backend: NonNullable<GuestRecord['backend']>): GuestRecord {
  const { verify, measure } = record.reports
  return { ...record, backend, reports: { verify, measure, unify: null, predict: null } }
}
