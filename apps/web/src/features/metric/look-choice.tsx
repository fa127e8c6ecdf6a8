import { t } from '@/language/t.ts'
import { RANGES } from '@/server/services/sample/constants.ts'
import { Choice } from '@/ui/choice.tsx'
import { RANGE_LABEL } from './range-words.ts'
import type { Look } from './use-range.ts'

const rangeOptions = () => RANGES.map((id) => ({ id, label: t(RANGE_LABEL[id]) }))
const figureOptions = () =>
  [
    { id: 'average', label: t('Average') },
    { id: 'maximum', label: t('Maximum') },
  ] as const

/** How far back, and of each step its average or its highest reading. */
export function LookChoice({ look, onChange }: { look: Look; onChange: (change: Partial<Look>) => void }) {
  return (
    <div className="flex flex-wrap gap-3">
      <Choice
        current={look.range}
        label={t('Range')}
        onChange={(range) => onChange({ range })}
        options={rangeOptions()}
      />
      <Choice
        current={look.figure}
        label={t('Of each step')}
        onChange={(figure) => onChange({ figure })}
        options={figureOptions()}
      />
    </div>
  )
}
