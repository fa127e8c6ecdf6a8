import { readdir } from 'node:fs/promises'
import { INIT_STYLE, TEMPLATE_METHOD } from '@vserver/native'
import { InitStyle } from '../context/model.ts'
import { VserverError } from '../errors.ts'
import type { Host, TemplateBuild } from '../host.ts'
import { ABSENT_BUILD } from '../template/absent-build.ts'
import { BuildMethod, Checksum, TemplateId, type TemplateSource, TemplateState } from '../template/model.ts'
import type { Broker } from './broker.ts'
import { BuildXids } from './build-xids.ts'
import { isMissing } from './missing.ts'
import type { Paths } from './paths.ts'
import { isAlive } from './process.ts'
import { readLog } from './read-log.ts'
import { numberIn, readStateFile, type StateFile } from './state-file.ts'
import { openVersionStore } from './version-store.ts'

export async function linuxTemplates(broker: Broker, paths: Paths): Promise<Host['templates']> {
  const inspect = async (id: TemplateId): Promise<TemplateBuild> => {
    const read = () => readStateFile(paths.templateState(id))
    return readBuild(read, isAlive)
  }
  const list = async () =>
    Promise.all((await listIds(paths.templateRuns)).map(async (id) => ({ id, build: await inspect(id) })))
  const xids = new BuildXids(paths)
  return {
    ...(await openVersionStore(paths.templateVersions)),
    list,
    inspect,
    build: async ({ id, source, initStyle }) => {
      const how = { method: TEMPLATE_METHOD[source.method], initStyle: INIT_STYLE[initStyle] }
      await xids.use(id, await listIds(paths.templateRuns), (xid) =>
        broker.ask('templateBuild', { id, ...sourceFields(source), ...how, xid }, id),
      )
    },
    cancel: async (id) => {
      await broker.ask('templateCancel', { id }, id).catch((error: unknown) => {
        // It has just ended: its state says how.
        if (!(error instanceof VserverError) || error.code !== 'INVALID_STATE') throw error
      })
    },
    delete: async (id) => void (await broker.ask('templateDelete', { id }, id)),
    readLog: (id, offset) => readLog(paths.templateLog(id), offset),
  }
}

/** Whatever else lies there is nobody's template. */
async function listIds(directory: string): Promise<TemplateId[]> {
  const entries = await readdir(directory).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return entries.flatMap((entry) => TemplateId.safeParse(entry).data ?? [])
}

function sourceFields(source: TemplateSource): { suite: string; source: string; checksum: string } {
  const none = { suite: '', source: '', checksum: '' }
  switch (source.method) {
    case 'debootstrap':
      return { ...none, suite: source.suite, source: source.mirror ?? '' }
    case 'tarball':
      return { ...none, source: source.file, checksum: source.checksum ?? '' }
    case 'rsync':
      return { ...none, source: source.url }
    case 'guest':
      return { ...none, source: source.guest }
    case 'skeleton':
      return none
  }
}

type IsAlive = (pid: number | null, startTicks: number | null) => boolean

/** A builder may end between the reading and the look at its process: what it wrote last counts. */
export async function readBuild(
  read: () => Promise<StateFile | null>,
  isAliveNow: IsAlive,
): Promise<TemplateBuild> {
  const first = await read()
  if (first === null) return ABSENT_BUILD
  if (!isOrphaned(first, isAliveNow)) return templateBuildOf(first, isAliveNow)
  const last = await read()
  return last === null ? ABSENT_BUILD : templateBuildOf(last, isAliveNow)
}

function isOrphaned({ values }: StateFile, isAliveNow: IsAlive): boolean {
  if (values.get('state') !== 'building') return false
  return !isAliveNow(numberIn(values, 'pid'), numberIn(values, 'pid_start'))
}

export function templateBuildOf(state: StateFile, isAliveNow: IsAlive): TemplateBuild {
  const { values } = state
  const build = {
    state: TemplateState.catch('failed').parse(values.get('state')),
    percent: Math.min(100, Math.max(0, numberIn(values, 'percent') ?? 0)),
    step: values.get('step') || null,
    startedAtMs: numberIn(values, 'started_at'),
    finishedAtMs: numberIn(values, 'finished_at'),
    message: values.get('message') || null,
    method: BuildMethod.nullable().catch(null).parse(values.get('method')),
    source: values.get('source') ?? null,
    initStyle: InitStyle.nullable().catch(null).parse(values.get('init')),
    checksum: Checksum.nullable().catch(null).parse(values.get('checksum')),
    files: numberIn(values, 'files'),
    bytes: numberIn(values, 'bytes'),
  }
  return isOrphaned(state, isAliveNow)
    ? { ...build, state: 'failed', message: 'The builder was killed.' }
    : build
}
