import type { Panel } from './context.ts'
import { runBatches } from './services/batch/run.ts'

const PERIOD_MS = 1000

/** Does what batches ask for, until the returned function is called. */
export function keepBatches(panel: Panel): () => void {
  const stop = new AbortController()
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    await runBatches(panel, stop.signal).catch((error) => panel.logger.error('batch', {}, error))
    isBusy = false
  }, PERIOD_MS)
  return () => {
    clearInterval(timer)
    stop.abort()
  }
}
