import type { Agent } from '../services.ts'
import { TRAFFIC_TICK_MS } from '../traffic/traffic-watch.ts'
import { onceEach } from './once-each.ts'
import { periodic } from './periodic.ts'

/** Counts what guests send and receive. A host that cannot count is reported once. */
export function trafficLoop({ traffic, log }: Agent): ReturnType<typeof periodic> {
  return periodic(TRAFFIC_TICK_MS, () => traffic.tick(), onceEach('traffic', log))
}
