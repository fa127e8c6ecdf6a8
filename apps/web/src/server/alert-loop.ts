import { HOUR_MS, MINUTE_MS } from '@vserver/core/units'
import type { Panel } from './context.ts'
import { deliverDue } from './services/alert/deliver.ts'
import { judgeAlerts } from './services/alert/judge.ts'

const KEPT_MS = 90 * 24 * HOUR_MS

/** Judges alerts and sends what is due, until the returned function is called. */
export function keepAlerts(panel: Panel): () => void {
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    await alertRound(panel)
    isBusy = false
  }, MINUTE_MS)
  return () => clearInterval(timer)
}

/** What fails is tried again with the next round. */
export async function alertRound(panel: Panel): Promise<void> {
  try {
    await judgeAlerts(panel)
    await deliverDue(panel)
    await panel.db.alertDelivery.deleteMany({
      where: { createdAt: { lt: new Date(panel.now() - KEPT_MS) }, state: { not: 'waiting' } },
    })
  } catch (error) {
    panel.logger.error('alert', {}, error)
  }
}
