import { KNOWN_TEMPLATES, type Template } from '@vserver/core/template/model'
import type { BuildDraft } from './build-form.ts'

/** Debian's releases that hosts know how to build. */
export const SUITES = [...new Map(KNOWN_TEMPLATES.map(({ suite, label }) => [suite, label])).keys()].map(
  (suite) => ({ value: String(suite), label: `Debian ${suite}` }),
)

/** As its newest version was made, so that building again is one press. */
export function startDraft(template: Template | null): BuildDraft {
  const last = template?.versions.find(({ method }) => method !== null)
  const method = last?.method ?? 'debootstrap'
  const source = (of: string) => (method === of ? (last?.source ?? '') : '')
  return {
    name: template?.name ?? '',
    method,
    suite: template?.suite ?? SUITES[0]?.value ?? '',
    mirror: source('debootstrap'),
    file: source('tarball'),
    checksum: '',
    url: source('rsync'),
    guest: source('guest'),
    initStyle: last?.initStyle ?? template?.initStyle ?? 'systemd',
  }
}
