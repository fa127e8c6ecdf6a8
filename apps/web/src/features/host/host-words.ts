import { msg, t, type Words } from '@/language/t.ts'
import type { Filling } from '@/server/services/host/full-at.ts'
import type { NoisyGuest, TopMetric } from '@/server/services/host/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuUse } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'

const perSecond = (value: number) => `${formatBytes(value)}/s`

export const TOP_LOOK = {
  cpuMillicores: { label: msg('Processor'), format: formatCpuUse },
  memoryBytes: { label: msg('Memory'), format: formatBytes },
  ioReadBytes: { label: msg('Disk reading'), format: perSecond },
  ioWriteBytes: { label: msg('Disk writing'), format: perSecond },
  processes: { label: msg('Processes'), format: formatCount },
} as const satisfies Record<TopMetric, { label: Words; format: (value: number) => string }>

/** Sooner than this somebody must act now, or soon. */
const BAD_DAYS = 7
const WARN_DAYS = 30
const YEAR_DAYS = 365

export function fillingWords(filling: Filling | null): { words: string; hint: string; tone: Tone } {
  if (filling === null)
    return { words: t('not known yet'), hint: t('after a day of readings'), tone: 'neutral' }
  const { daysUntilFull, bytesPerDay } = filling
  const hint =
    bytesPerDay < 0
      ? t('{amount} less each day', { amount: formatBytes(-bytesPerDay) })
      : t('{amount} more each day', { amount: formatBytes(bytesPerDay) })
  if (daysUntilFull === null) return { words: t('not in sight'), hint, tone: 'good' }
  if (daysUntilFull > YEAR_DAYS) return { words: t('in more than a year'), hint, tone: 'good' }
  const days = Math.floor(daysUntilFull)
  const tone = days < BAD_DAYS ? 'bad' : days < WARN_DAYS ? 'warn' : 'neutral'
  return {
    words: days < 1 ? t('today') : t('{days, plural, one {in # day} other {in # days}}', { days }),
    hint,
    tone,
  }
}

/** "takes 83 % of what guests use of the processor, for which others waited 41 % of the last ten minutes" */
export function noisyWords({ resource, share, pressure }: NoisyGuest): string {
  return t(
    'takes {share} of what guests use of {resource, select, cpu {the processor} other {the disk}}, for which somebody waited in {pressure} of the last ten minutes.',
    { share: formatShare(share), resource, pressure: formatShare(pressure) },
  )
}
