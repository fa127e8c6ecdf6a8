import { UNLIMITED } from '@vserver/core/limit/constants'
import type { Limit, LimitChange } from '@vserver/core/limit/model'
import { msg, t, type Words } from '@/language/t.ts'
import { formatBits } from '@/ui/format-bits.ts'
import { formatBytes, formatBytesLimit } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuLimit } from '@/ui/format-cpu.ts'
import { inSentence } from '@/ui/in-sentence.ts'
import { ADVANCED_SPECS, type AdvancedSpec, MICROSECONDS_PER_MS, type PlainField } from './advanced-groups.ts'

const PLAIN = {
  memoryBytes: { label: msg('Memory'), words: (limit) => formatBytesLimit(limit.memoryBytes) },
  cpuMillicores: { label: msg('Processor'), words: (limit) => formatCpuLimit(limit.cpuMillicores) },
  cpuWeight: {
    label: msg('Processor share'),
    words: (limit) => t('{weight} of 10,000', { weight: limit.cpuWeight }),
  },
  processes: { label: msg('Processes'), words: (limit) => countWords(limit.processes) },
  diskBytes: { label: msg('Disk'), words: (limit) => formatBytesLimit(limit.diskBytes) },
  inodes: { label: msg('Inodes'), words: (limit) => countWords(limit.inodes) },
} as const satisfies Record<PlainField, { label: Words; words: (limit: Limit) => string }>

type Line = { field: keyof Limit; label: string; value: string }

/** Those of every plan, then what else was chosen. */
export function limitLines(limit: Limit): Line[] {
  const plain = (Object.keys(PLAIN) as PlainField[]).map((field) => ({
    field,
    label: t(PLAIN[field].label),
    value: PLAIN[field].words(limit),
  }))
  return [...plain, ...chosenLines(limit)]
}

/** Advanced limits that are not as they are without a choice. */
export function chosenLines(limit: Limit): Line[] {
  return ADVANCED_SPECS.filter(({ field }) => limit[field] !== UNLIMITED[field]).map((spec) => ({
    field: spec.field,
    label: labelOf(spec),
    value: advancedWords(spec, limit[spec.field]),
  }))
}

/** "memory 448 MiB, processor no limit" */
export function changeWords(change: LimitChange): string {
  const whole: Limit = { ...UNLIMITED, ...change } as Limit
  const plain = (Object.keys(PLAIN) as PlainField[])
    .filter((field) => change[field] !== undefined)
    .map((field) => `${t(PLAIN[field].label)} ${PLAIN[field].words(whole)}`)
  const advanced = ADVANCED_SPECS.filter(({ field }) => change[field] !== undefined).map(
    (spec) => `${labelOf(spec)} ${advancedWords(spec, whole[spec.field])}`,
  )
  return [...plain, ...advanced].map(inSentence).join(', ')
}

/** Fields as the forms call them. */
export function limitLabels(fields: readonly string[]): string[] {
  return fields.map((name) => {
    const spec = ADVANCED_SPECS.find(({ field }) => field === name)
    if (spec) return labelOf(spec)
    const plain = PLAIN[name as PlainField]?.label
    return plain ? t(plain) : name
  })
}

/** Outside of its group a field needs the group's noun. */
function labelOf({ label, alone }: AdvancedSpec): string {
  return t(alone ?? label)
}

function advancedWords(spec: AdvancedSpec, value: number | string | null): string {
  if (value === null) return nullWords(spec)
  if (typeof value === 'string') return value
  switch (spec.input) {
    case 'bytes':
      return spec.perSecond ? `${formatBytes(value)}/s` : formatBytes(value)
    case 'count':
      return [formatCount(value / (spec.scale ?? 1)), spec.unit && t(spec.unit)].filter(Boolean).join(' ')
    case 'bits':
      return formatBits(value)
    case 'time':
      return `${formatCount(value / MICROSECONDS_PER_MS)} ms`
    default:
      return String(value)
  }
}

function nullWords(spec: AdvancedSpec): string {
  if (spec.input === 'cpus') return t('all')
  return spec.input === 'count' && spec.nullLabel ? t('usual') : t('no limit')
}

function countWords(count: number | null): string {
  return count === null ? t('no limit') : formatCount(count)
}
