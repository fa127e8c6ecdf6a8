import { useId } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { bucketOf, burstWords, refillWords } from './bucket-words.ts'

/** What the guest has saved of its processor, and can use beyond its rate at once. */
export function BucketMeter({ guest }: { guest: Pick<GuestView, 'limit' | 'latest' | 'state'> }) {
  const labelId = useId()
  const latest = guest.state === 'running' ? guest.latest : null
  const bucket = bucketOf(guest.limit, latest?.cpuBucketUs)
  if (!bucket) return null
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="text-soft" id={labelId}>
          {t('Burst saved up')}
        </span>
        <span className="tabular-nums whitespace-nowrap">{burstWords(bucket)}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: browsers do not let a <meter> take our colours */}
      <div
        aria-labelledby={labelId}
        aria-valuemax={100}
        aria-valuemin={0}
        aria-valuenow={Math.round(bucket.share * 100)}
        aria-valuetext={`${burstWords(bucket)}. ${refillWords(bucket)}`}
        className="mt-1.5 h-2 overflow-hidden rounded-full bg-raised"
        role="meter"
      >
        <div
          className="h-full rounded-full bg-good transition-[width] duration-500"
          style={{ width: `${bucket.share * 100}%` }}
        />
      </div>
      <p className="mt-1 text-[0.8125rem] text-faint">{refillWords(bucket)}</p>
    </div>
  )
}
