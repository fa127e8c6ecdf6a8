import type { Limit } from '@vserver/core/limit/model'
import { SECOND_MS } from '@vserver/core/units'
import { currentLocale } from '@/language/current.ts'
import { t } from '@/language/t.ts'
import { formatDuration } from '@/ui/format-time.ts'

const US = 1_000_000
const WHOLE_CPU = 1000

export type Bucket = {
  /** Of what it can save up, 0..1. */
  share: number
  /** For how long it can use one whole processor more than it is given. */
  burstSeconds: number
  /** Until it is full, if it uses nothing. */
  refillSeconds: number
}

/** What the CPU bucket holds; null for a guest without one, or whose level the host cannot tell. */
export function bucketOf(
  { cpuMillicores, cpuBurstUs }: Pick<Limit, 'cpuMillicores' | 'cpuBurstUs'>,
  levelUs: number | null | undefined,
): Bucket | null {
  if (cpuMillicores === null || cpuBurstUs === 0 || levelUs == null) return null
  const level = Math.min(Math.max(levelUs, 0), cpuBurstUs)
  return {
    share: level / cpuBurstUs,
    burstSeconds: level / US,
    refillSeconds: (cpuBurstUs - level) / US / (cpuMillicores / WHOLE_CPU),
  }
}

/** "1.2 s of burst" */
export function burstWords({ burstSeconds }: Bucket): string {
  const format = new Intl.NumberFormat(currentLocale(), { maximumFractionDigits: burstSeconds < 10 ? 1 : 0 })
  return t('{seconds} s of burst', { seconds: format.format(burstSeconds) })
}

export function refillWords({ share, refillSeconds }: Bucket): string {
  if (share >= 1) return t('Full.')
  if (refillSeconds < 1) return t('Full in less than a second without work.')
  const duration = formatDuration(Math.ceil(refillSeconds) * SECOND_MS)
  return t('Full again after {duration} without work.', { duration })
}
