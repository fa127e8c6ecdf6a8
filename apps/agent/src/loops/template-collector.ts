import { collectTemplates } from '@vserver/core/template'
import type { AgentServices } from '../context.ts'

/** Deletes versions that nobody uses when they are old enough; null: never. */
export async function collectUnused(
  { host, log }: Pick<AgentServices, 'host' | 'log'>,
  keepDays: number | null,
): Promise<void> {
  if (keepDays === null) return
  for (const id of await collectTemplates(host, { ids: 'all', olderThanDays: keepDays })) {
    log.info('template.collect', { template: id })
  }
}
