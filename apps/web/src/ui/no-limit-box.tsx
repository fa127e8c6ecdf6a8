'use client'

import { t } from '@/language/t.ts'
import { useForm } from './form.tsx'

/** Ticked means null, which is infinity; unticking offers `fallback` to start from. */
export function NoLimitBox({ name, fallback, label }: { name: string; fallback: number; label?: string }) {
  const form = useForm()
  return (
    <label className="flex w-fit items-center gap-2 text-sm text-soft">
      <input
        checked={form.values[name] === null}
        className="size-4 accent-accent"
        onChange={(event) => form.set(name, event.target.checked ? null : fallback)}
        type="checkbox"
      />
      {label ?? t('No limit')}
    </label>
  )
}
