import type { Filling } from '@/server/services/host/full-at.ts'
import type { NoisyGuest, TopMetric } from '@/server/services/host/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpuUse } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'

const perSecond = (value: number) => `${formatBytes(value)}/s`

export const TOP_LOOK = {
  cpuMillicores: { label: 'Processor', format: formatCpuUse },
  memoryBytes: { label: 'Memory', format: formatBytes },
  ioReadBytes: { label: 'Disk reading', format: perSecond },
  ioWriteBytes: { label: 'Disk writing', format: perSecond },
  processes: { label: 'Processes', format: formatCount },
} as const satisfies Record<TopMetric, { label: string; format: (value: number) => string }>

/** Sooner than this somebody must act now, or soon. */
const BAD_DAYS = 7
const WARN_DAYS = 30
const YEAR_DAYS = 365

export function fillingWords(filling: Filling | null): { words: string; hint: string; tone: Tone } {
  if (filling === null) return { words: 'not known yet', hint: 'after a day of readings', tone: 'neutral' }
  const { daysUntilFull, bytesPerDay } = filling
  const hint =
    bytesPerDay < 0
      ? `${formatBytes(-bytesPerDay)} less each day`
      : `${formatBytes(bytesPerDay)} more each day`
  if (daysUntilFull === null) return { words: 'not in sight', hint, tone: 'good' }
  if (daysUntilFull > YEAR_DAYS) return { words: 'in more than a year', hint, tone: 'good' }
  const days = Math.floor(daysUntilFull)
  const tone = days < BAD_DAYS ? 'bad' : days < WARN_DAYS ? 'warn' : 'neutral'
  return { words: days < 1 ? 'today' : `in ${days} ${days === 1 ? 'day' : 'days'}`, hint, tone }
}

const RESOURCE = { cpu: 'the processor', disk: 'the disk' } as const

/** "takes 83 % of what guests use of the processor, for which others waited 41 % of the last ten minutes" */
export function noisyWords({ resource, share, pressure }: NoisyGuest): string {
  return `takes ${formatShare(share)} of what guests use of ${RESOURCE[resource]}, for which somebody waited in ${formatShare(pressure)} of the last ten minutes.`
}
