import type { Backend, GuestDisk, GuestFiles } from '@vserver/core/storage/model'
import type { Template, TemplateVersion } from '@vserver/core/template/model'

/** What was chosen, or what the storage chose as far as its enforcement shows it. */
export function backendOf({ backend }: GuestFiles, disk: GuestDisk | null): Backend | null {
  return backend ?? (disk?.enforcement === 'image' ? 'image' : null)
}

/** What private copies of all that the guest shares would take; null when nobody knows. A tree of its own shares nothing. */
export function sharedBytesOf(
  { backend, template, reports }: GuestFiles,
  templates: readonly Template[],
): number | null {
  if (backend === 'tree') return 0
  const ofTemplate = templateBytes(templates, template)
  const ofPool = reports.unify?.savedBytes ?? null
  return ofTemplate === null && ofPool === null ? null : (ofTemplate ?? 0) + (ofPool ?? 0)
}

/** The sum of the sizes of the files of one version of a template; null: not known. */
export function templateBytes(templates: readonly Template[], id: string): number | null {
  return versionOf(templates, id)?.bytes ?? null
}

function versionOf(templates: readonly Template[], id: string): TemplateVersion | undefined {
  return templates.flatMap(({ versions }) => versions).find((version) => version.id === id)
}
