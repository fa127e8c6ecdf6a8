import { t } from '@/language/t.ts'
import { TextField } from '@/ui/field.tsx'

/** For the six digits of a device, or one of the recovery codes. */
export function CodeField({ hint }: { hint?: string }) {
  return (
    <TextField
      autoCapitalize="characters"
      autoComplete="one-time-code"
      autoFocus
      className="font-mono tracking-widest"
      hint={hint}
      label={t('Code')}
      name="code"
      spellCheck={false}
    />
  )
}
