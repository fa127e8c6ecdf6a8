import type { Logger } from '../logger.ts'

/** Logs a fault of a loop the first time it is met: one that lasts is told once, not every ten seconds. */
export function onceEach(loop: string, log: Logger): (error: unknown) => void {
  const told = new Set<string>()
  return (error) => {
    const text = String(error)
    if (told.has(text)) return
    told.add(text)
    log.error(loop, error)
  }
}
