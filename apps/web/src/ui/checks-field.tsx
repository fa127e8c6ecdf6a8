'use client'

import { type ReactNode, useId } from 'react'
import { useForm } from './form.tsx'

export type Check = { value: string; label: string; hint?: string; disabled?: boolean }

/** Boxes whose ticked values are the form's list, in the order of the boxes. */
export function ChecksField({
  name,
  label,
  hint,
  checks,
}: {
  name: string
  label: string
  hint?: ReactNode
  checks: readonly Check[]
}) {
  const form = useForm()
  const id = useId()
  const error = form.errorOf(name)
  const chosen = new Set(Array.isArray(form.values[name]) ? (form.values[name] as string[]) : [])
  const toggle = (value: string) => {
    const next = new Set(chosen)
    if (!next.delete(value)) next.add(value)
    form.set(
      name,
      checks.map((check) => check.value).filter((one) => next.has(one)),
    )
  }
  return (
    <fieldset aria-describedby={hint ? `${id}-hint` : undefined}>
      <legend className="mb-1.5 text-sm font-medium">{label}</legend>
      <div className="space-y-2">
        {checks.map((check) => (
          <label className="flex items-start gap-2.5 text-sm" key={check.value}>
            <input
              checked={chosen.has(check.value)}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              disabled={check.disabled}
              name={name}
              onChange={() => toggle(check.value)}
              type="checkbox"
              value={check.value}
            />
            <span>
              {check.label}
              {check.hint && <span className="block text-faint">{check.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {error && <p className="mt-1.5 text-sm text-bad">{error}</p>}
      {hint && (
        <div className="mt-1.5 text-sm text-faint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </fieldset>
  )
}
