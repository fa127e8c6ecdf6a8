'use client'

import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '@/trpc/client.tsx'
import { BytesField } from '@/ui/bytes-field.tsx'
import { Disclosure } from '@/ui/disclosure.tsx'
import { Field, INPUT_CLASS, NumberField } from '@/ui/field.tsx'
import { useForm } from '@/ui/form.tsx'
import { LimitNumberField } from '@/ui/limit-number-field.tsx'
import {
  ADVANCED_GROUPS,
  ADVANCED_SPECS,
  type AdvancedGroup,
  type AdvancedSpec,
  MICROSECONDS_PER_MS,
} from './advanced-groups.ts'

/** The limits beyond the four of every plan, inside any form whose values are a Limit. */
export function AdvancedLimits() {
  const { errorOf } = useForm()
  const trpc = useTRPC()
  const missing = useQuery(trpc.limit.missing.queryOptions()).data ?? []
  const hasFault = ADVANCED_SPECS.some(({ field }) => errorOf(field) !== null)
  return (
    <Disclosure
      forced={hasFault}
      hint="Swap, disk speed, files, sockets, priorities and more."
      label="Advanced limits"
    >
      {ADVANCED_GROUPS.map((group) => (
        <Group group={group} key={group.title} missing={missing} />
      ))}
    </Disclosure>
  )
}

function Group({ group, missing }: { group: AdvancedGroup; missing: readonly string[] }) {
  return (
    <fieldset className="space-y-4">
      <legend className="mb-3 text-sm font-semibold text-soft">{group.title}</legend>
      {group.specs.map((spec) => (
        <AdvancedInput key={spec.field} missing={missing.includes(spec.field)} spec={spec} />
      ))}
    </fieldset>
  )
}

function AdvancedInput({ spec, missing }: { spec: AdvancedSpec; missing: boolean }) {
  const hint = <Hint missing={missing} text={spec.hint} />
  const own = { hint, label: spec.label, name: spec.field }
  switch (spec.input) {
    case 'bytes':
      return <BytesField {...own} fallback={spec.fallback} infinite perSecond={spec.perSecond ?? false} />
    case 'count': {
      const { fallback, unit, scale = 1, nullLabel } = spec
      const words = { ...(unit && { unit }), ...(nullLabel && { nullLabel }) }
      return <LimitNumberField {...own} {...words} fallback={fallback} scale={scale} />
    }
    case 'time':
      return <LimitNumberField {...own} scale={MICROSECONDS_PER_MS} unit="ms" />
    case 'number':
      return <NumberField {...own} max={spec.max} min={spec.min} />
    case 'cpus':
      return <CpusField {...own} />
  }
}

function Hint({ text, missing }: { text: string | undefined; missing: boolean }) {
  return (
    <>
      {text}
      {missing && (
        <span className="block font-medium text-warn">
          This host cannot enforce it; what you set is kept and has no effect here.
        </span>
      )}
    </>
  )
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
