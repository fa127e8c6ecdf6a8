import type { Host, TemplateBuild } from '../host.ts'
import type { TemplateId } from '../template/model.ts'

const ABSENT: TemplateBuild = {
  state: 'absent',
  percent: 0,
  step: null,
  startedAtMs: null,
  finishedAtMs: null,
  message: null,
}

export function readyBuild(finishedAtMs: number): TemplateBuild {
  return { ...ABSENT, state: 'ready', percent: 100, finishedAtMs }
}

/** Builds begin and stay at 10 percent until a test says how they end. */
export function fakeTemplates(builds: Map<TemplateId, TemplateBuild>, now: () => number): Host['templates'] {
  return {
    build: async ({ id }) =>
      void builds.set(id, {
        ...ABSENT,
        state: 'building',
        percent: 10,
        step: 'packages',
        startedAtMs: now(),
      }),
    cancel: async (id) => void builds.set(id, { ...ABSENT, state: 'cancelled', finishedAtMs: now() }),
    inspect: async (id) => builds.get(id) ?? ABSENT,
    readLog: async (id, offset) => {
      const text = builds.has(id) ? 'unpacking\n'.slice(offset) : ''
      return { text, offset: offset + text.length }
    },
  }
}
