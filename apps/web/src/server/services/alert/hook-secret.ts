import type { Panel } from '../../context.ts'
import { isSealed } from '../../seal.ts'

const PURPOSE = 'alert.webhook'

export function sealHookSecret({ sealer }: Pick<Panel, 'sealer'>, secret: string): string {
  return sealer.seal(PURPOSE, secret)
}

export function openHookSecret({ sealer }: Pick<Panel, 'sealer'>, sealed: string): string {
  try {
    return sealer.openText(PURPOSE, sealed)
  } catch (cause) {
    throw new Error('The secret of the web hook is lost. Delete the rule and make it again.', { cause })
  }
}

/**
 * Seals what an older panel kept plain, and anew what was sealed under a former secret. Several panels may start at
 * once. Returns how many were changed; one that no secret opens stays as it is.
 */
export async function resealHooks(panel: Pick<Panel, 'db' | 'sealer' | 'logger'>): Promise<number> {
  const rows = await panel.db.alertRule.findMany({
    where: { webhookSecret: { not: null } },
    select: { id: true, webhookSecret: true },
  })
  let changed = 0
  for (const { id, webhookSecret: kept } of rows) {
    if (kept === null || panel.sealer.isCurrent(kept)) continue
    try {
      const secret = isSealed(kept) ? openHookSecret(panel, kept) : kept
      const data = { webhookSecret: sealHookSecret(panel, secret) }
      changed += (await panel.db.alertRule.updateMany({ where: { id, webhookSecret: kept }, data })).count
    } catch (error) {
      panel.logger.error('alert.reseal', { rule: id }, error)
    }
  }
  return changed
}
