import type { TemplateBuild } from '../host.ts'
import type { KnownTemplate } from './internal.ts'
import type { Template } from './model.ts'

/** A template as callers see it: what is known of it and how far its build is. */
export function toTemplate(known: KnownTemplate, build: TemplateBuild): Template {
  return {
    id: known.id,
    label: known.label,
    suite: known.suite,
    state: build.state,
    percent: build.state === 'ready' ? 100 : build.percent,
    step: build.state === 'building' ? build.step : null,
    builtAt:
      build.state === 'ready' && build.finishedAtMs !== null
        ? new Date(build.finishedAtMs).toISOString()
        : null,
    failure: build.state === 'failed' ? (build.message ?? 'The build failed; its log says why.') : null,
  }
}
