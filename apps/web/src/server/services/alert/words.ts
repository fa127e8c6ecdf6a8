import { msg, t, type Words } from '@/language/t.ts'
import { currentLocale } from '../../../language/current.ts'
import type { AlertMessage, AlertSubject } from './model.ts'

const percent = (value: number) => `${Math.round(value * 100)} %`
const plain = (value: number) =>
  value.toLocaleString(currentLocale(), { maximumFractionDigits: 2, useGrouping: false })

const SUBJECT = {
  memoryShare: { is: msg('memory in use, of its limit'), format: percent },
  diskShare: { is: msg('disk in use, of its limit'), format: percent },
  processShare: { is: msg('processes, of their limit'), format: percent },
  cpuThrottled: { is: msg('time held back by its processor limit'), format: percent },
  cpuPressure: { is: msg('time waited for the processor'), format: percent },
  memoryPressure: { is: msg('time waited for memory'), format: percent },
  ioPressure: { is: msg('time waited for the disk'), format: percent },
  load: { is: msg('load over one minute'), format: plain },
  hits: { is: msg('limit hits in the last hour'), format: plain },
  hitsUnusual: { is: msg('limit hits, times its usual hour'), format: plain },
  failed: { is: msg('has failed'), format: null },
  hostUnreachable: { is: msg('does not answer'), format: null },
  hostStorageShare: { is: msg('storage in use'), format: percent },
  hostCpuPressure: { is: msg('time that tasks waited for a processor'), format: percent },
  hostMemoryPressure: { is: msg('time that tasks waited for memory'), format: percent },
  hostIoPressure: { is: msg('time that tasks waited for a disk'), format: percent },
} as const satisfies Record<AlertSubject, { is: Words; format: ((value: number) => string) | null }>

/**
 * "Alert: web – memory in use, of its limit: 93 % (fires at 90 %)"; in the reader's language where a page is answered,
 * in English where it is mailed: that is done by a loop, which is nobody's request.
 */
export function messageWords({ event, rule, guest, host, value, threshold }: AlertMessage): string {
  const { is, format } = SUBJECT[rule.subject]
  const who = guest ? `${guest.name} – ` : host ? `${t('host {name}', { name: host.name })} – ` : ''
  const now = format === null || value === null ? '' : `: ${format(value)}`
  const mark = format === null ? '' : ` ${t('(fires at {threshold})', { threshold: format(threshold) })}`
  return t('{event, select, firing {Alert} over {Over} other {Test}}: {what}', {
    event,
    what: `${who}${t(is)}${now}${mark}`,
  })
}
