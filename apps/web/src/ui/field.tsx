'use client'

import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './cx.ts'
import { useForm } from './form.tsx'
import { INPUT_CLASS, SELECT_CLASS } from './input-class.ts'

export type ControlProps = {
  id: string
  name: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

/** Label, hint and fault around a control, tied together for screen readers. */
export function Field({
  name,
  label,
  hint,
  children,
}: {
  name: string
  label: string
  hint?: ReactNode
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const error = useForm().errorOf(name)
  const describedBy = cx(hint ? `${id}-hint` : null, error && `${id}-error`) || undefined
  return (
    <div className="min-w-0">
      <label className="mb-1.5 block text-sm font-medium" htmlFor={id}>
        {label}
      </label>
      {children({ id, name, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      {error && (
        <p className="mt-1.5 text-sm text-bad" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <div className="mt-1.5 text-sm text-faint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  )
}

type Own = { name: string; label: string; hint?: ReactNode }

export function TextField({
  name,
  label,
  hint,
  className,
  ...rest
}: Own & Omit<ComponentProps<'input'>, 'name'>) {
  const form = useForm()
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <input
          {...rest}
          {...control}
          className={cx(INPUT_CLASS, className)}
          onBlur={() => form.touch(name)}
          onChange={(event) => form.set(name, event.target.value)}
          value={String(form.values[name] ?? '')}
        />
      )}
    </Field>
  )
}

/** An empty box is NaN, which every number schema refuses with its own words. */
export function NumberField({
  name,
  label,
  hint,
  unit,
  ...rest
}: Own & { unit?: string } & Omit<ComponentProps<'input'>, 'name' | 'type'>) {
  const form = useForm()
  const value = form.values[name]
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <span className="flex items-center gap-2">
          <input
            {...rest}
            {...control}
            className={cx(INPUT_CLASS, 'tabular-nums')}
            inputMode="decimal"
            onBlur={() => form.touch(name)}
            onChange={(event) => form.set(name, event.target.valueAsNumber)}
            type="number"
            value={typeof value === 'number' && !Number.isNaN(value) ? value : ''}
          />
          {unit && <span className="shrink-0 text-sm text-soft">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

export type SelectOption = { value: string; label: string; disabled?: boolean }

export function SelectField({
  name,
  label,
  hint,
  options,
  placeholder,
}: Own & { options: SelectOption[]; placeholder: string }) {
  const form = useForm()
  return (
    <Field hint={hint} label={label} name={name}>
      {(control) => (
        <select
          {...control}
          className={cx(INPUT_CLASS, SELECT_CLASS)}
          onBlur={() => form.touch(name)}
          onChange={(event) => form.set(name, event.target.value)}
          value={String(form.values[name] ?? '')}
        >
          <option disabled value="">
            {placeholder}
          </option>
          {options.map((option) => (
            <option disabled={option.disabled} key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
