import type { AlertMessage, AlertSubject } from './model.ts'

const percent = (value: number) => `${Math.round(value * 100)} %`
const plain = (value: number) => String(Number(value.toFixed(2)))

const SUBJECT = {
  memoryShare: { is: 'memory in use, of its limit', format: percent },
  diskShare: { is: 'disk in use, of its limit', format: percent },
  processShare: { is: 'processes, of their limit', format: percent },
  cpuThrottled: { is: 'time held back by its processor limit', format: percent },
  cpuPressure: { is: 'time waited for the processor', format: percent },
  memoryPressure: { is: 'time waited for memory', format: percent },
  ioPressure: { is: 'time waited for the disk', format: percent },
  load: { is: 'load over one minute', format: plain },
  hits: { is: 'limit hits in the last hour', format: plain },
  hitsUnusual: { is: 'limit hits, times its usual hour', format: plain },
  failed: { is: 'failed', format: null },
  hostUnreachable: { is: 'does not answer', format: null },
  hostStorageShare: { is: 'storage in use', format: percent },
  hostCpuPressure: { is: 'time that tasks waited for a processor', format: percent },
  hostMemoryPressure: { is: 'time that tasks waited for memory', format: percent },
  hostIoPressure: { is: 'time that tasks waited for a disk', format: percent },
} as const satisfies Record<AlertSubject, { is: string; format: ((value: number) => string) | null }>

const EVENT = { firing: 'Alert', over: 'Over', test: 'Test' } as const

/** "Alert: web – memory in use, of its limit: 93 % (fires at 90 %)" */
export function messageWords({ event, rule, guest, host, value, threshold }: AlertMessage): string {
  const { is, format } = SUBJECT[rule.subject]
  const who = guest ? `${guest.name} – ` : host ? `host ${host.name} – ` : ''
  if (format === null) return `${EVENT[event]}: ${who}${is}`
  const now = value === null ? '' : `: ${format(value)}`
  return `${EVENT[event]}: ${who}${is}${now} (fires at ${format(threshold)})`
}
