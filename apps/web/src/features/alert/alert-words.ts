import type { AlertRuleView, AlertSubject } from '@/server/services/alert/model.ts'

type Look = {
  label: string
  unit: '%' | 'tasks' | 'hits' | 'times' | null
  /** What a new rule begins with, as it is shown. */
  threshold: number
  clearBelow: number
}

export const SUBJECT_LOOK = {
  memoryShare: { label: 'Memory in use, of its limit', unit: '%', threshold: 90, clearBelow: 80 },
  diskShare: { label: 'Disk in use, of its limit', unit: '%', threshold: 90, clearBelow: 85 },
  processShare: { label: 'Processes, of their limit', unit: '%', threshold: 90, clearBelow: 75 },
  cpuThrottled: { label: 'Held back by its processor limit', unit: '%', threshold: 25, clearBelow: 10 },
  cpuPressure: { label: 'Waited for the processor', unit: '%', threshold: 25, clearBelow: 10 },
  memoryPressure: { label: 'Waited for memory', unit: '%', threshold: 10, clearBelow: 5 },
  ioPressure: { label: 'Waited for the disk', unit: '%', threshold: 25, clearBelow: 10 },
  load: { label: 'Load over one minute', unit: 'tasks', threshold: 4, clearBelow: 2 },
  hits: { label: 'Limit hits in an hour', unit: 'hits', threshold: 10, clearBelow: 1 },
  hitsUnusual: { label: 'Limit hits, of its usual hour', unit: 'times', threshold: 5, clearBelow: 2 },
  failed: { label: 'It has failed', unit: null, threshold: 1, clearBelow: 1 },
  hostUnreachable: { label: 'A host does not answer', unit: null, threshold: 1, clearBelow: 1 },
  hostStorageShare: { label: 'Storage of a host in use', unit: '%', threshold: 85, clearBelow: 80 },
  hostCpuPressure: { label: 'A host: waited for a processor', unit: '%', threshold: 50, clearBelow: 30 },
  hostMemoryPressure: { label: 'A host: waited for memory', unit: '%', threshold: 10, clearBelow: 5 },
  hostIoPressure: { label: 'A host: waited for a disk', unit: '%', threshold: 40, clearBelow: 20 },
} as const satisfies Record<AlertSubject, Look>

const PERCENT = 100

/** As people write it: shares are percents. */
export function shownValue(subject: AlertSubject, value: number): number {
  return SUBJECT_LOOK[subject].unit === '%' ? Number((value * PERCENT).toFixed(2)) : value
}

export function storedValue(subject: AlertSubject, shown: number): number {
  return SUBJECT_LOOK[subject].unit === '%' ? shown / PERCENT : shown
}

/** "Memory in use, of its limit: 90 % for 5 min, over below 80 %" */
export function ruleWords(rule: Pick<AlertRuleView, 'subject' | 'threshold' | 'clearBelow' | 'forSeconds'>) {
  const { label, unit } = SUBJECT_LOOK[rule.subject]
  const minutes = Math.round(rule.forSeconds / 60)
  const lasting = minutes > 0 ? ` for ${minutes} min` : ''
  if (unit === null) return `${label}${lasting}`
  const value = (stored: number) => `${shownValue(rule.subject, stored)} ${unit}`
  return `${label}: ${value(rule.threshold)}${lasting}, over below ${value(rule.clearBelow)}`
}

/** "22:00 to 07:00, Europe/Berlin" */
export function quietWords(quiet: AlertRuleView['quiet']): string | null {
  return quiet && `quiet ${clockOf(quiet.from)} to ${clockOf(quiet.until)}, ${quiet.timeZone}`
}

export function clockOf(minute: number): string {
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
}

export function minuteOf(clock: string): number | null {
  const [hour, minute] = clock.split(':').map(Number)
  return hour === undefined || minute === undefined || Number.isNaN(hour + minute) ? null : hour * 60 + minute
}
