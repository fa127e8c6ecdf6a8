import type { TemplateBuild } from '../host.ts'
import type { Version } from './internal.ts'
import { findKnown } from './known.ts'
import type { Template, TemplateId, TemplateName, TemplateVersion } from './model.ts'

const NEVER_BUILT = { state: 'absent', percent: 0, step: null, builtAt: null, failure: null } as const

/** A template as callers see it: what is known of it and how far its versions are. */
export function toTemplate(
  name: TemplateName,
  versions: readonly Version[],
  guests: ReadonlyMap<TemplateId, string[]>,
): Template {
  const known = findKnown(name)
  const shown = versions.map((version) => toVersion(version, guests))
  const { state, percent, step, builtAt, failure } =
    shown.find((version) => version.state === 'ready') ?? shown[0] ?? NEVER_BUILT
  return {
    id: name,
    name,
    label: known?.label ?? name,
    suite: known?.suite ?? null,
    initStyle: known?.initStyle ?? shown.find(({ initStyle }) => initStyle !== null)?.initStyle ?? null,
    ...{ state, percent, step, builtAt, failure },
    versions: shown,
  }
}

export function toVersion(
  { id, version, build }: Version,
  guests: ReadonlyMap<TemplateId, string[]>,
): TemplateVersion {
  const { state, method, source, initStyle, checksum, files, bytes } = build
  return {
    ...{ id, version, state, method, source, initStyle, checksum, files, bytes },
    percent: state === 'ready' ? 100 : build.percent,
    step: state === 'building' ? build.step : null,
    builtAt: builtAtOf(build),
    failure: state === 'failed' ? (build.message ?? 'The build failed; its log says why.') : null,
    guests: guests.get(id) ?? [],
  }
}

export function builtAtOf({ state, finishedAtMs }: TemplateBuild): string | null {
  return state === 'ready' && finishedAtMs !== null ? new Date(finishedAtMs).toISOString() : null
}
