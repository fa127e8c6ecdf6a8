'use client'

import { t } from '@/language/t.ts'
import { BytesField } from '@/ui/bytes-field.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { Field, NumberField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { INPUT_CLASS } from '@/ui/input-class.ts'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import {
  ADVANCED_GROUPS,
  type AdvancedGroup,
  type AdvancedSpec,
  MEGABIT,
  MICROSECONDS_PER_MS,
  NETWORK_SPEED,
} from './advanced-groups.ts'
import { ADVANCED_HINTS } from './advanced-hints.ts'
import { LimitHint } from './limit-hint.tsx'

const [SPEED, OTHERS] = [
  ADVANCED_GROUPS.filter(({ title }) => title === NETWORK_SPEED),
  ADVANCED_GROUPS.filter(({ title }) => title !== NETWORK_SPEED),
]

/** How fast it may send and receive, inside any form whose values are a Limit. */
export function NetworkSpeedFields() {
  return SPEED.map((group) => <Group group={group} key={group.title} />)
}

/** The limits beyond those that every plan names, inside any form whose values are a Limit. */
export function AdvancedLimits() {
  const { errorOf } = useForm()
  const hasFault = OTHERS.some(({ specs }) => specs.some(({ field }) => errorOf(field) !== null))
  return (
    <Disclosure
      forced={hasFault}
      hint={t('Swap, disk speed, files, sockets, priorities and more.')}
      label={t('Advanced limits')}
    >
      {OTHERS.map((group) => (
        <Group group={group} key={group.title} />
      ))}
    </Disclosure>
  )
}

function Group({ group }: { group: AdvancedGroup }) {
  return (
    <fieldset className="space-y-4">
      <legend className="mb-3 text-sm font-semibold text-soft">{t(group.title)}</legend>
      {group.specs.map((spec) => (
        <AdvancedInput key={spec.field} spec={spec} />
      ))}
    </fieldset>
  )
}

function AdvancedInput({ spec }: { spec: AdvancedSpec }) {
  const words = ADVANCED_HINTS[spec.field]
  const hint = <LimitHint field={spec.field} text={words && t(words)} />
  const own = { hint, label: t(spec.label), name: spec.field }
  switch (spec.input) {
    case 'bytes':
      return <BytesField {...own} fallback={spec.fallback} infinite perSecond={spec.perSecond ?? false} />
    case 'count': {
      const { fallback, unit, scale = 1, nullLabel } = spec
      const of = { ...(unit && { unit: t(unit) }), ...(nullLabel && { nullLabel: t(nullLabel) }) }
      return <LimitNumberField {...own} {...of} fallback={fallback} scale={scale} />
    }
    case 'time':
      return <LimitNumberField {...own} scale={MICROSECONDS_PER_MS} unit="ms" />
    case 'bits':
      return <LimitNumberField {...own} fallback={spec.fallback} scale={MEGABIT} unit="Mbit/s" />
    case 'number':
      return <NumberField {...own} max={spec.max} min={spec.min} />
    case 'cpus':
      return <CpusField {...own} />
  }
}

/** An empty box is null: every CPU. */
function CpusField({ name, label, hint }: { name: string; label: string; hint: React.ReactNode }) {
  const form = useForm()
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <input
          {...control}
          autoComplete="off"
          className={INPUT_CLASS}
          onBlur={() => form.touch(name)}
          onChange={(event) => form.set(name, event.target.value.trim() || null)}
          value={String(form.values[name] ?? '')}
        />
      )}
    </Field>
  )
}
