import { open } from 'node:fs/promises'
import { VserverError } from '../errors.ts'
import { XID_MAX } from '../guest/model.ts'
import type { Host, TemplateBuild } from '../host.ts'
import { KNOWN_TEMPLATES, type TemplateId, TemplateState } from '../template/model.ts'
import type { Broker } from './broker.ts'
import { isMissing } from './missing.ts'
import type { Paths } from './paths.ts'
import { isAlive } from './process.ts'
import { numberIn, readStateFile, type StateFile } from './state-file.ts'

const LOG_CHUNK_BYTES = 64 * 1024

export function linuxTemplates(broker: Broker, paths: Paths): Host['templates'] {
  return {
    build: async ({ id, suite, mirror }) => {
      await broker.ask('templateBuild', { id, suite, mirror, xid: buildXid(id) }, id)
    },
    cancel: async (id) => {
      await broker.ask('templateCancel', { id }, id).catch((error: unknown) => {
        // It has just ended: its state says how.
        if (!(error instanceof VserverError) || error.code !== 'INVALID_STATE') throw error
      })
    },
    inspect: async (id) => {
      const state = await readStateFile(paths.templateState(id))
      return state === null ? ABSENT : templateBuildOf(state, isAlive)
    },
    readLog: (id, offset) => readLog(paths.templateLog(id), offset),
  }
}

const ABSENT: TemplateBuild = {
  state: 'absent',
  percent: 0,
  step: null,
  startedAtMs: null,
  finishedAtMs: null,
  message: null,
}

export function templateBuildOf(
  { values }: StateFile,
  isAliveNow: (pid: number | null, startTicks: number | null) => boolean,
): TemplateBuild {
  const state = TemplateState.catch('failed').parse(values.get('state'))
  const build = {
    state,
    percent: Math.min(100, Math.max(0, numberIn(values, 'percent') ?? 0)),
    step: values.get('step') || null,
    startedAtMs: numberIn(values, 'started_at'),
    finishedAtMs: numberIn(values, 'finished_at'),
    message: values.get('message') || null,
  }
  const isDead = state === 'building' && !isAliveNow(numberIn(values, 'pid'), numberIn(values, 'pid_start'))
  return isDead ? { ...build, state: 'failed', message: 'The builder was killed.' } : build
}

/** Builds run with ids of their own, from the top of the range that guests never reach. */
function buildXid(id: TemplateId): number {
  return XID_MAX - KNOWN_TEMPLATES.findIndex((known) => known.id === id)
}

async function readLog(file: string, offset: number): Promise<{ text: string; offset: number }> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    if (isMissing(error)) return null
    throw error
  })
  if (handle === null) return { text: '', offset: 0 }
  try {
    const { size } = await handle.stat()
    // A log shorter than the offset is that of a new build.
    const from = offset > size ? 0 : offset
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOG_CHUNK_BYTES), 0, LOG_CHUNK_BYTES, from)
    return wholeLines(buffer.subarray(0, bytesRead), from)
  } finally {
    await handle.close()
  }
}

/** Cuts behind the last line end, so that no character is torn, unless the chunk is one long line. */
function wholeLines(bytes: Buffer, from: number): { text: string; offset: number } {
  const end = bytes.lastIndexOf(0x0a) + 1
  const length = end === 0 && bytes.length === LOG_CHUNK_BYTES ? bytes.length : end
  return { text: bytes.toString('utf8', 0, length), offset: from + length }
}
