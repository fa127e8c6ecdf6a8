'use client'

import type { ReactNode } from 'react'
import { t } from '@/language/t.ts'
import { cx } from './cx.ts'
import { Field } from './field.tsx'
import { useForm } from './form.tsx'
import { INPUT_CLASS } from './input-class.ts'
import { NoLimitBox } from './no-limit-box.tsx'

/** A number or no limit. `scale` turns what is stored into what is shown: 1000 shows millicores as CPUs. */
export function LimitNumberField({
  name,
  label,
  unit,
  hint,
  scale = 1,
  step = 1,
  fallback,
  nullLabel,
}: {
  name: string
  label: string
  unit?: string
  hint?: ReactNode
  scale?: number
  step?: number
  /** Offered when "no limit" is unticked; without it a limit is required. */
  fallback?: number
  /** What an absent value means, where it is no infinity. */
  nullLabel?: string
}) {
  const form = useForm()
  const value = form.values[name]
  const shown = typeof value === 'number' && !Number.isNaN(value) ? Number((value / scale).toFixed(3)) : ''
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <div className="space-y-2">
          <span className="flex items-center gap-2">
            <input
              {...control}
              className={cx(INPUT_CLASS, 'tabular-nums')}
              disabled={value === null}
              inputMode="decimal"
              min={0}
              onBlur={() => form.touch(name)}
              onChange={(event) => form.set(name, Math.round(event.target.valueAsNumber * scale))}
              step={step}
              type="number"
              value={shown}
            />
            {unit && <span className="shrink-0 text-sm text-soft">{unit}</span>}
          </span>
          {fallback !== undefined && (
            <NoLimitBox fallback={fallback} label={nullLabel ?? t('No limit')} name={name} />
          )}
        </div>
      )}
    </Field>
  )
}
