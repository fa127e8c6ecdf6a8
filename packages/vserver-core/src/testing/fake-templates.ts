import type { Host, TemplateBuild } from '../host.ts'
import { ABSENT_BUILD } from '../template/absent-build.ts'
import type { TemplateId, TemplateName } from '../template/model.ts'

export function readyBuild(finishedAtMs: number, change: Partial<TemplateBuild> = {}): TemplateBuild {
  return { ...ABSENT_BUILD, state: 'ready', percent: 100, finishedAtMs, ...change }
}

/** Builds begin and stay at 10 percent until a test says how they end. */
export function fakeTemplates(builds: Map<TemplateId, TemplateBuild>, now: () => number): Host['templates'] {
  const versions = new Map<TemplateName, number>()
  return {
    list: async () => [...builds].map(([id, build]) => ({ id, build })),
    build: async ({ id, source, initStyle }) =>
      void builds.set(id, {
        ...ABSENT_BUILD,
        state: 'building',
        percent: 10,
        step: 'packages',
        startedAtMs: now(),
        method: source.method,
        initStyle,
      }),
    cancel: async (id) => void builds.set(id, { ...ABSENT_BUILD, state: 'cancelled', finishedAtMs: now() }),
    delete: async (id) => void builds.delete(id),
    lastVersion: async (name) => versions.get(name) ?? 0,
    noteVersion: async (name, version) => void versions.set(name, version),
    inspect: async (id) => builds.get(id) ?? ABSENT_BUILD,
    readLog: async (id, offset) => {
      const text = builds.has(id) ? 'unpacking\n'.slice(offset) : ''
      return { text, offset: offset + text.length }
    },
  }
}
