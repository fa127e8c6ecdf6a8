import type { Template } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import { templateBytes } from '../files/shared.ts'
import type { GuestFilesRow, TemplateFilesRow } from './model.ts'

/** The templates that guests of the host are made from, and what sharing each of them saves. */
export function templateRows(
  templates: readonly Template[],
  guests: readonly Pick<GuestFilesRow, 'templateId' | 'backend'>[],
): TemplateFilesRow[] {
  const ids = [...new Set(guests.map(({ templateId }) => templateId))].sort()
  return ids.map((id) => {
    const users = guests.filter(({ templateId }) => templateId === id)
    const sharing = users.filter(({ backend }) => backend !== 'tree').length
    const bytes = templateBytes(templates, id)
    return {
      id,
      label: labelOf(templates, id),
      bytes,
      guests: users.length,
      savedBytes: bytes === null ? null : bytes * Math.max(0, sharing - 1),
      unsharedByUpgradeBytes: bytes === null ? null : bytes * sharing,
    }
  })
}

/** A template has one name for all its versions. */
function labelOf(templates: readonly Template[], id: string): string {
  const template = templates.find(({ versions }) => versions.some((version) => version.id === id))
  const found = template?.versions.find((one) => one.id === id)
  if (!template || !found) return id
  return t('{template}, version {version}', { template: template.label, version: found.version })
}
