import { MINUTE_MS } from '@vserver/core/units'
import type { HostHub } from './agent/hub.ts'
import type { Panel } from './context.ts'
import { bookTraffic } from './services/traffic/book.ts'
import { judgeTraffic } from './services/traffic/judge.ts'

/** Books traffic and does what plans say of it, until the returned function is called. */
export function keepTraffic(panel: Panel): () => void {
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    for (const hub of panel.hosts.values()) await countTraffic(panel, hub)
    isBusy = false
  }, MINUTE_MS)
  return () => clearInterval(timer)
}

/** A host that does not answer is counted when it answers again: its counters go on. */
export async function countTraffic(panel: Panel, hub: HostHub): Promise<void> {
  if (!hub.picture.reachable) return
  try {
    await bookTraffic(panel, hub)
    await judgeTraffic(panel, hub)
  } catch (error) {
    panel.logger.error('traffic', { host: hub.hostId }, error)
  }
}
