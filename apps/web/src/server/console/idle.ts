import { MINUTE_MS } from '@vserver/core/units'
import type { Role } from '../services/me/model.ts'

/** Minutes without a key after which a terminal is closed. */
export type IdleLimits = Record<Role, number>

/** So long before, the browser begins to count down. */
const WARN_MS = MINUTE_MS

type Options = {
  limitMs: number
  /** So long is left; null = somebody typed. */
  tell(leftMs: number | null): void
  onIdle(): void
}

/** Counts the time in which nobody types. A key costs one assignment, not a timer. */
export function watchIdle({ limitMs, tell, onIdle }: Options): { touch(): void; stop(): void } {
  const warnMs = Math.min(WARN_MS, limitMs / 2)
  let typedAt = performance.now()
  let isWarned = false
  let timer: NodeJS.Timeout
  const look = (): void => {
    const leftMs = typedAt + limitMs - performance.now()
    const isLate = leftMs <= warnMs
    if (leftMs <= 0) onIdle()
    else wait(isLate ? leftMs : leftMs - warnMs)
    if (leftMs > 0 && isLate && !isWarned) tell(Math.ceil(leftMs))
    isWarned ||= isLate
  }
  const wait = (ms: number): void => {
    clearTimeout(timer)
    timer = setTimeout(look, Math.ceil(ms))
  }
  wait(limitMs - warnMs)
  return {
    touch: () => {
      typedAt = performance.now()
      if (!isWarned) return
      isWarned = false
      tell(null)
      wait(limitMs - warnMs)
    },
    stop: () => clearTimeout(timer),
  }
}
