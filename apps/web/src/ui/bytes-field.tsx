'use client'

import { GIB, MIB } from '@vserver/core/units'
import { type ReactNode, useState } from 'react'
import { t } from '@/language/t.ts'
import { cx } from './cx.ts'
import { Field } from './field.tsx'
import { useForm } from './form.tsx'
import { inSentence } from './in-sentence.ts'
import { INPUT_CLASS, SELECT_CLASS } from './input-class.ts'
import { NoLimitBox } from './no-limit-box.tsx'

const UNIT_BYTES = { MiB: MIB, GiB: GIB } as const
type UnitName = keyof typeof UNIT_BYTES

/** Whole GiB are written as GiB, everything else as MiB. */
function unitFor(bytes: number): UnitName {
  return bytes >= GIB && bytes % (GIB / 4) === 0 ? 'GiB' : 'MiB'
}

/** The form's value is bytes, or null for "no limit" where that is offered. */
export function BytesField({
  name,
  label,
  hint,
  infinite = false,
  fallback = 512 * MIB,
  perSecond = false,
}: {
  name: string
  label: string
  hint?: ReactNode
  infinite?: boolean
  /** Offered when "no limit" is unticked. */
  fallback?: number
  perSecond?: boolean
}) {
  const form = useForm()
  const value = form.values[name]
  const [unit, setUnit] = useState<UnitName>(() => unitFor(typeof value === 'number' ? value : fallback))
  const amount =
    typeof value === 'number' && !Number.isNaN(value) ? Number((value / UNIT_BYTES[unit]).toFixed(3)) : ''
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <div className="space-y-2">
          <div className="flex gap-2">
            <input
              {...control}
              className={cx(INPUT_CLASS, 'tabular-nums')}
              disabled={value === null}
              inputMode="decimal"
              onBlur={() => form.touch(name)}
              onChange={(event) => form.set(name, Math.round(event.target.valueAsNumber * UNIT_BYTES[unit]))}
              step="any"
              type="number"
              value={amount}
            />
            <select
              aria-label={t('Unit of {quantity}', { quantity: inSentence(label) })}
              className={cx(INPUT_CLASS, SELECT_CLASS, 'w-28')}
              disabled={value === null}
              onChange={(event) => setUnit(event.target.value === 'GiB' ? 'GiB' : 'MiB')}
              value={unit}
            >
              <option>MiB</option>
              <option>GiB</option>
            </select>
            {perSecond && <span className="shrink-0 self-center text-sm text-soft">{t('per second')}</span>}
          </div>
          {infinite && <NoLimitBox fallback={fallback} name={name} />}
        </div>
      )}
    </Field>
  )
}
