import { HOUR_MS } from '@vserver/core/units'
import type { Panel } from './context.ts'
import { tellOveruse } from './services/allowance/tell-overuse.ts'
import { proveWhenDue } from './services/ledger/prove.ts'

/** Hosts are connected and reconciled by then. */
const FIRST_MS = HOUR_MS / 12

/** Proves the ledger once a day and tells of pools that are used beyond their size, until the returned function is called. */
export function keepProved(panel: Panel): () => void {
  const run = () => {
    tellOveruse(panel).catch((error: unknown) => panel.logger.error('pool.overuse', {}, error))
    proveWhenDue(panel).catch((error: unknown) => panel.logger.error('ledger.prove', {}, error))
  }
  const first = setTimeout(run, FIRST_MS)
  const timer = setInterval(run, HOUR_MS)
  return () => {
    clearTimeout(first)
    clearInterval(timer)
  }
}
