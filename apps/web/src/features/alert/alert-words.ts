import { currentLocale } from '@/language/current.ts'
import { msg, t, translate, type Words } from '@/language/t.ts'
import type { AlertRuleView, AlertSubject } from '@/server/services/alert/model.ts'

type Look = {
  label: Words
  unit: '%' | Words | null
  /** What a new rule begins with, as it is shown. */
  threshold: number
  clearBelow: number
}

export const SUBJECT_LOOK = {
  memoryShare: { label: msg('Memory in use, of its limit'), unit: '%', threshold: 90, clearBelow: 80 },
  diskShare: { label: msg('Disk in use, of its limit'), unit: '%', threshold: 90, clearBelow: 85 },
  processShare: { label: msg('Processes, of their limit'), unit: '%', threshold: 90, clearBelow: 75 },
  cpuThrottled: { label: msg('Held back by its processor limit'), unit: '%', threshold: 25, clearBelow: 10 },
  cpuPressure: { label: msg('Waited for the processor'), unit: '%', threshold: 25, clearBelow: 10 },
  memoryPressure: { label: msg('Waited for memory'), unit: '%', threshold: 10, clearBelow: 5 },
  ioPressure: { label: msg('Waited for the disk'), unit: '%', threshold: 25, clearBelow: 10 },
  load: { label: msg('Load over one minute'), unit: msg('tasks'), threshold: 4, clearBelow: 2 },
  hits: { label: msg('Limit hits in an hour'), unit: msg('hits'), threshold: 10, clearBelow: 1 },
  hitsUnusual: {
    label: msg('Limit hits, of its usual hour'),
    unit: msg('times'),
    threshold: 5,
    clearBelow: 2,
  },
  failed: { label: msg('It has failed'), unit: null, threshold: 1, clearBelow: 1 },
  hostUnreachable: { label: msg('A host does not answer'), unit: null, threshold: 1, clearBelow: 1 },
  hostStorageShare: { label: msg('Storage of a host in use'), unit: '%', threshold: 85, clearBelow: 80 },
  hostCpuPressure: { label: msg('A host: waited for a processor'), unit: '%', threshold: 50, clearBelow: 30 },
  hostMemoryPressure: { label: msg('A host: waited for memory'), unit: '%', threshold: 10, clearBelow: 5 },
  hostIoPressure: { label: msg('A host: waited for a disk'), unit: '%', threshold: 40, clearBelow: 20 },
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
  const subject = t(label)
  const minutes = Math.round(rule.forSeconds / 60)
  if (unit === null) return minutes > 0 ? t('{subject} for {minutes} min', { subject, minutes }) : subject
  const value = (stored: number) =>
    `${shownValue(rule.subject, stored).toLocaleString(currentLocale(), { useGrouping: false })} ${translate(unit)}`
  const marks = { threshold: value(rule.threshold), clear: value(rule.clearBelow) }
  return minutes > 0
    ? t('{subject}: {threshold} for {minutes} min, over below {clear}', { subject, minutes, ...marks })
    : t('{subject}: {threshold}, over below {clear}', { subject, ...marks })
}

/** "22:00 to 07:00, Europe/Berlin" */
export function quietWords(quiet: AlertRuleView['quiet']): string | null {
  if (!quiet) return null
  const { from, until, timeZone } = quiet
  return t('quiet {from} to {until}, {timeZone}', { from: clockOf(from), until: clockOf(until), timeZone })
}

export function clockOf(minute: number): string {
  const pad = (part: number) => String(part).padStart(2, '0')
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`
}

export function minuteOf(clock: string): number | null {
  const [hour, minute] = clock.split(':').map(Number)
  return hour === undefined || minute === undefined || Number.isNaN(hour + minute) ? null : hour * 60 + minute
}
