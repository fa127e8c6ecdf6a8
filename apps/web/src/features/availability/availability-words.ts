import type { Delivered, MonthAvailability } from '@vserver/core/availability/model'
import { SECOND_MS } from '@vserver/core/units'
import { formatDuration } from '@/ui/format-time.ts'

/** 0.99987 → "99.98 %": rounded down, since what was down was down. */
export function availabilityWords({ availability }: Pick<MonthAvailability, 'availability'>): string {
  if (availability === null) return '–'
  return `${(Math.floor(availability * 10_000) / 100).toFixed(2)} %`
}

export function secondsWords(seconds: number): string {
  return seconds === 0 ? '–' : formatDuration(seconds * SECOND_MS)
}

/** What was sold against what was obtained, one sentence each. */
export function deliveredWords({ cpu }: Pick<Delivered, 'cpu'>): string[] {
  const used = `It used ${secondsWords(cpu.used)} of processor time`
  return [
    cpu.sold === null
      ? `${used}, without a limit.`
      : `${used}, of ${secondsWords(cpu.sold)} that it may use.`,
    cpu.throttledByCap === 0
      ? 'Its own limit never held it back.'
      : `Its own limit held it back for ${secondsWords(cpu.throttledByCap)}.`,
    cpu.throttledByHost === 0
      ? 'The host gave it all that it asked for within its limit.'
      : `The host could not give it ${secondsWords(cpu.throttledByHost)} that it asked for within its limit.`,
  ]
}
