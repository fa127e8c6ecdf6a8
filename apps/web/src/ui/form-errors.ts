import type { z } from 'zod'
import { translate } from '@/language/t.ts'

export type FormValues = Record<string, unknown>
export type FormErrors = Record<string, string>

/** First fault of each field; a nested fault belongs to its outermost field. Sentences of schemas are marked with msg(). */
export function fieldErrors(error: z.ZodError): FormErrors {
  const errors: FormErrors = {}
  for (const issue of error.issues) {
    const name = String(issue.path[0] ?? '')
    errors[name] ??= translate(issue.message)
  }
  return errors
}

/** The first control with a fault in the order of the page, where the cursor should go. */
export function firstFault(
  errors: FormErrors,
  controls: HTMLFormControlsCollection | undefined,
): HTMLElement | undefined {
  return [...(controls ?? [])].find(
    (control): control is HTMLInputElement => (control.getAttribute('name') ?? '') in errors,
  )
}
