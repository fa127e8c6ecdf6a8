import { t } from '@/language/t.ts'
import type { PoolLine } from '@/server/services/allowance/model.ts'
import { Meter } from '@/ui/meter.tsx'
import { ALLOWANCE_WORDS } from './allowance-words.ts'

/** Reserved of granted, and what is left, per quantity. */
export function PoolBars({ pool }: { pool: readonly PoolLine[] }) {
  return (
    <div className="grid gap-x-8 gap-y-5 sm:grid-cols-3">
      {pool.map((line) => {
        const { label, format } = ALLOWANCE_WORDS[line.kind]
        return (
          <div key={line.kind}>
            <Meter format={format} label={t(label)} limit={line.granted} value={line.reserved} />
            <p className="mt-1 text-sm text-faint tabular-nums">
              {line.left === null
                ? t('as much as you need')
                : t('{amount} left', { amount: format(Math.max(0, line.left)) })}
            </p>
          </div>
        )
      })}
    </div>
  )
}
