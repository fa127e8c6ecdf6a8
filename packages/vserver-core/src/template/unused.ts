import type { Host } from '../host.ts'
import { groupVersions, guestsByTemplate } from './internal.ts'
import type { UnusedTemplate } from './model.ts'
import { builtAtOf } from './to-template.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Versions that no guest is made from, but for the newest ready one of each name, which the next guest takes. Those
 * of builds that failed are no trees and not told.
 */
export async function unusedTemplates(
  host: Host,
  { olderThanDays }: { olderThanDays: number },
): Promise<UnusedTemplate[]> {
  const [groups, guests] = await Promise.all([groupVersions(host), guestsByTemplate(host)])
  const before = host.now() - olderThanDays * DAY_MS
  return [...groups.values()].flatMap((versions) =>
    versions
      .filter(({ build }) => build.state === 'ready')
      .slice(1)
      .filter(({ id, build }) => !guests.has(id) && (build.finishedAtMs ?? 0) <= before)
      .map(({ id, build }) => ({ id, builtAt: builtAtOf(build), bytes: build.bytes })),
  )
}
