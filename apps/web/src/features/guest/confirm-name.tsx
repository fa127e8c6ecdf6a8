'use client'

import { z } from 'zod'
import { t } from '@/language/t.ts'
import { TextField } from '@/ui/field.tsx'

/** For the schema of a form that asks for the guest's name before something is destroyed. */
export function nameOf({ name }: { name: string }) {
  return z.literal(name, { error: () => t('Type “{name}” to confirm.', { name }) })
}

export function ConfirmNameField({ guest: { name } }: { guest: { name: string } }) {
  return (
    <TextField
      autoCapitalize="none"
      autoComplete="off"
      label={t('Type “{name}” to confirm', { name })}
      name="confirmName"
      spellCheck={false}
    />
  )
}
