import { VserverError } from '@vserver/core/errors'
import {
  type ImportFile,
  type ImportName,
  type Template,
  TemplateId,
  TemplateName,
} from '@vserver/core/template/model'
import type { Agent } from '../agent/agent.ts'
import type { FakeOperations } from './fake-operations.ts'

export type FakeTemplates = {
  templates: Template[]
  /** By name. */
  imports: Map<string, ImportFile>
}

type Call = <T>(method: Exclude<keyof Agent, 'subscribe' | 'consoleAddress'>, work: () => T) => Promise<T>
type Version = Template['versions'][number]

const BUILT_AT = '2026-01-01T00:00:00.000Z'

export const READY_VERSION = TemplateId.parse('debian-12.v1')

/** Templates and archives of a host in memory: a build is begun and makes nothing. */
export function templateCalls(call: Call, { begin }: Pick<FakeOperations, 'begin'>) {
  const known: FakeTemplates = { templates: [ready()], imports: new Map() }
  const versions = () => known.templates.flatMap((template) => template.versions)
  const unused = () => versions().filter(({ id, guests }) => guests.length === 0 && !isNewest(known, id))
  const drop = (id: TemplateId) => {
    for (const template of known.templates)
      template.versions = template.versions.filter((version) => version.id !== id)
  }
  return Object.assign(known, {
    listTemplates: () => call('listTemplates', () => structuredClone(known.templates)),
    buildTemplate: ({ id }: { id: TemplateName }) => call('buildTemplate', () => begin('template.build', id)),
    readTemplateLog: () => call('readTemplateLog', () => ({ text: '', offset: 0 })),
    deleteTemplate: (id: TemplateId) =>
      call('deleteTemplate', () => {
        refuseUsed(versions(), id)
        drop(id)
        return begin('template.delete', id)
      }),
    unusedTemplates: () =>
      call('unusedTemplates', () => unused().map(({ id, builtAt, bytes }) => ({ id, builtAt, bytes }))),
    collectTemplates: (ids: readonly TemplateId[]) =>
      call('collectTemplates', () => {
        const gone = unused().flatMap(({ id }) => (ids.includes(id) ? [id] : []))
        for (const id of gone) drop(id)
        return gone
      }),
    listImports: () => call('listImports', () => [...known.imports.values()]),
    removeImport: (file: ImportName) => call('removeImport', () => void known.imports.delete(file)),
    receiveImport: async (name: ImportName, content: ReadableStream<Uint8Array>) => {
      const { byteLength: bytes } = await new Response(content as never).arrayBuffer()
      return call('receiveImport', () => {
        known.imports.set(name, { name, bytes, changedAt: BUILT_AT })
        return { name, bytes, checksum: 'a'.repeat(64) }
      })
    },
  })
}

function refuseUsed(versions: Version[], id: TemplateId): void {
  const version = versions.find((one) => one.id === id)
  if (!version) throw new VserverError('NOT_FOUND', `There is no template ${id}.`, { subject: id })
  if (version.guests.length === 0) return
  throw new VserverError('INVALID_STATE', `${id} is used by ${version.guests.join(', ')}.`, { subject: id })
}

function isNewest({ templates }: FakeTemplates, id: TemplateId): boolean {
  return templates.some(({ versions }) => versions[0]?.id === id)
}

/** A version that is ready; tests add older ones to its template. */
export function aVersion(change: Partial<Version> = {}): Version {
  return {
    id: READY_VERSION,
    version: 1,
    state: 'ready',
    percent: 100,
    step: null,
    builtAt: BUILT_AT,
    failure: null,
    method: 'debootstrap',
    source: '',
    initStyle: 'systemd',
    checksum: null,
    files: 9000,
    bytes: 300_000_000,
    guests: [],
    ...change,
  }
}

function ready(): Template {
  return {
    id: TemplateName.parse('debian-12'),
    name: TemplateName.parse('debian-12'),
    label: 'Debian 12 (bookworm)',
    suite: 'bookworm',
    initStyle: 'systemd',
    state: 'ready',
    percent: 100,
    step: null,
    builtAt: BUILT_AT,
    failure: null,
    versions: [aVersion()],
  }
}
