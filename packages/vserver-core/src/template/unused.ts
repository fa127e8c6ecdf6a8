import { FORMER_KEPT_MS } from '../guest/model.ts'
import type { Host } from '../host.ts'
import { SECOND_MS } from '../units.ts'
import { groupVersions, guestsByTemplate } from './internal.ts'
import type { TemplateId, UnusedTemplate } from './model.ts'
import { builtAtOf } from './to-template.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Versions that no guest is made from or may go back to, but for the newest ready one of each name, which the next guest
 * takes. Those of builds that failed are no trees and not told.
 */
export async function unusedTemplates(
  host: Host,
  { olderThanDays }: { olderThanDays: number },
): Promise<UnusedTemplate[]> {
  const [groups, guests, former] = await Promise.all([
    groupVersions(host),
    guestsByTemplate(host),
    formerTemplates(host),
  ])
  const before = host.now() - olderThanDays * DAY_MS
  return [...groups.values()].flatMap((versions) =>
    versions
      .filter(({ build }) => build.state === 'ready')
      .slice(1)
      .filter(({ id, build }) => !guests.has(id) && !former.has(id) && (build.finishedAtMs ?? 0) <= before)
      .map(({ id, build }) => ({ id, builtAt: builtAtOf(build), bytes: build.bytes })),
  )
}

/** Of files that guests can still take back. */
async function formerTemplates(host: Host): Promise<Set<TemplateId>> {
  const since = (host.now() - FORMER_KEPT_MS) / SECOND_MS
  const kept = (await host.guests.list()).flatMap(({ former }) => former ?? [])
  return new Set(kept.filter(({ awaySeconds }) => awaySeconds > since).map(({ template }) => template))
}
