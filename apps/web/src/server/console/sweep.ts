import { SECOND_MS } from '@vserver/core/units'
import { msg } from '@/language/t.ts'
import type { Panel } from '../context.ts'
import { hangUp } from '../services/console/end.ts'
import type { AccessNews } from './open-consoles.ts'

const EVERY_MS = 10 * SECOND_MS
const AT_ONCE = 100

/** Shells of staff do not outlive what let them in, also when nobody is attached to them. */
export function keepSwept(panel: Panel): { hear(news: AccessNews): void; stop(): void } {
  let isBusy = false
  const look = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    await sweepConsoles(panel).catch((error) => panel.logger.error('console.sweep', {}, error))
    isBusy = false
  }
  const timer = setInterval(look, EVERY_MS)
  return {
    hear: (news) => {
      if (news === 'all' || news.kind === 'guest') void look()
    },
    stop: () => clearInterval(timer),
  }
}

export async function sweepConsoles(panel: Panel): Promise<number> {
  const open = await panel.db.console.findMany({
    where: { closedAt: null, grantId: { not: null } },
    include: { guest: { select: { hostId: true } } },
    take: AT_ONCE,
  })
  const grants = await panel.db.consoleGrant.findMany({
    where: {
      id: { in: open.flatMap(({ grantId }) => grantId ?? []) },
      state: 'granted',
      expiresAt: { gt: new Date(panel.now()) },
    },
    select: { id: true },
  })
  const live = new Set(grants.map(({ id }) => id))
  const over = open.filter(({ grantId }) => !live.has(grantId ?? ''))
  for (const { id, hostId, guest } of over)
    await hangUp(panel, { id, hostId: hostId ?? guest.hostId, byName: msg('The end of the consent') }).catch(
      (error) => panel.logger.error('console.hangUp', { console: id }, error),
    )
  return over.length
}
