import { INIT_STYLE, TEMPLATE_METHOD } from '@vserver/native'
import { VserverError } from '../errors.ts'
import { XID_MAX } from '../guest/model.ts'
import type { Host, TemplateBuild } from '../host.ts'
import { KNOWN_TEMPLATES, type TemplateId, TemplateState } from '../template/model.ts'
import type { Broker } from './broker.ts'
import type { Paths } from './paths.ts'
import { isAlive } from './process.ts'
import { readLog } from './read-log.ts'
import { numberIn, readStateFile, type StateFile } from './state-file.ts'

export function linuxTemplates(broker: Broker, paths: Paths): Host['templates'] {
  return {
    build: async ({ id, suite, mirror }) => {
      const request = { id, suite, source: mirror, checksum: '', xid: buildXid(id) }
      const how = { method: TEMPLATE_METHOD.debootstrap, initStyle: INIT_STYLE.systemd }
      await broker.ask('templateBuild', { ...request, ...how }, id)
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
