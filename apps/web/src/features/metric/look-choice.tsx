import { RANGES } from '@/server/services/sample/model.ts'
import { Choice } from '@/ui/choice.tsx'
import { RANGE_LABEL } from './range-words.ts'
import type { Look } from './use-range.ts'

const RANGE_OPTIONS = RANGES.map((id) => ({ id, label: RANGE_LABEL[id] }))
const FIGURE_OPTIONS = [
  { id: 'average', label: 'Average' },
  { id: 'maximum', label: 'Maximum' },
] as const

/** How far back, and of each step its average or its highest reading. */
export function LookChoice({ look, onChange }: { look: Look; onChange: (change: Partial<Look>) => void }) {
  return (
    <div className="flex flex-wrap gap-3">
      <Choice
        current={look.range}
        label="Range"
        onChange={(range) => onChange({ range })}
        options={RANGE_OPTIONS}
      />
      <Choice
        current={look.figure}
        label="Of each step"
        onChange={(figure) => onChange({ figure })}
        options={FIGURE_OPTIONS}
      />
    </div>
  )
}
