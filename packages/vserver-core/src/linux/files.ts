import { BACKEND, FILES_FLAG, FILES_KIND } from '@vserver/native'
import { VserverError } from '../errors.ts'
import { type FilesJob, type FilesRun, FilesState } from '../files/model.ts'
import type { Host } from '../host.ts'
import type { Broker } from './broker.ts'
import type { Paths } from './paths.ts'
import { isAlive } from './process.ts'
import { readLog } from './read-log.ts'
import { numberIn, readStateFile, type StateFile } from './state-file.ts'

const NO_DISK_LIMIT = { diskBytes: null, diskSoftBytes: null, inodes: null, inodesSoft: null }

export function linuxFiles(broker: Broker, paths: Paths): Host['files'] {
  return {
    start: async (job) => {
      // A clone fills a guest that is there and empty; making it again does no harm.
      if (job.kind === 'clone') await broker.ask('guestCreate', cloneToWire(job), job.guest)
      await broker.ask('filesStart', jobToWire(job), subjectOf(job))
    },
    inspect: async (id) => {
      const file = paths.filesState(id)
      const state = await readStateFile(file)
      if (state === null) return null
      const run = filesRunOf(state, isAlive)
      if (run.state !== 'failed') return run
      // Killed, or it ended after its state was read: what it wrote last says so.
      return filesRunOf((await readStateFile(file)) ?? state, isAlive)
    },
    cancel: async (id) => {
      await broker.ask('filesCancel', { job: id }, id).catch((error: unknown) => {
        // It has just ended: its state says how.
        if (!(error instanceof VserverError) || error.code !== 'INVALID_STATE') throw error
      })
    },
    readLog: (id, offset) => readLog(paths.filesLog(id), offset),
  }
}

function subjectOf(job: FilesJob): string {
  if ('guest' in job && job.guest !== null) return job.guest
  return job.kind === 'verify' && job.template !== null ? job.template : 'storage'
}

function cloneToWire({ guest, template, xid, backend, limit }: Extract<FilesJob, { kind: 'clone' }>) {
  const wire = backend === null ? 0 : BACKEND[backend]
  return { name: guest, templateId: template, xid, backend: wire, ...limit }
}

function jobToWire(job: FilesJob) {
  return {
    job: job.id,
    guest: 'guest' in job ? (job.guest ?? '') : '',
    source: job.kind === 'clone' ? job.source : '',
    templateId: job.kind === 'verify' ? (job.template ?? '') : '',
    kind: FILES_KIND[job.kind],
    backend: 'backend' in job && job.backend !== null ? BACKEND[job.backend] : 0,
    xid: job.kind === 'clone' ? job.xid : 0,
    flags: job.kind === 'clone' && job.keepKeys ? FILES_FLAG.keepKeys : 0,
    ...('limit' in job ? job.limit : NO_DISK_LIMIT),
  }
}

export function filesRunOf(
  { values }: StateFile,
  isAliveNow: (pid: number | null, startTicks: number | null) => boolean,
): FilesRun {
  const count = (key: string): number => numberIn(values, key) ?? 0
  const run = {
    state: FilesState.catch('failed').parse(values.get('state')),
    percent: Math.min(100, Math.max(0, count('percent'))),
    step: values.get('step') || null,
    startedAtMs: numberIn(values, 'started_at'),
    finishedAtMs: numberIn(values, 'finished_at'),
    message: values.get('message') || null,
    files: count('files'),
    bytes: count('bytes'),
    pooled: count('pooled'),
    savedBytes: count('saved_bytes'),
    objects: count('objects'),
    problems: count('problems'),
  }
  const isDead =
    run.state === 'running' && !isAliveNow(numberIn(values, 'pid'), numberIn(values, 'pid_start'))
  return isDead ? { ...run, state: 'failed', message: 'The job was killed.' } : run
}
