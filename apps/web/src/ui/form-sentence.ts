import type { z } from 'zod'
import { t } from '@/language/t.ts'

/** What a form says where its schema has no sentence of its own. */
export const formSentence: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null || issue.input === ''
        ? t('Fill this in.')
        : t('This is not of the right kind.')
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return issue.origin === 'string'
        ? t('Use at most {maximum} characters.', { maximum: String(issue.maximum) })
        : t('Use at most {maximum}.', { maximum: String(issue.maximum) })
    case 'invalid_format':
      return issue.format === 'email' ? t('Enter an e-mail address.') : t('This is not in the right form.')
    default:
      return t('Check this field.')
  }
}

function tooSmall(origin: string, minimum: number): string {
  if (origin !== 'string') return t('Use at least {minimum}.', { minimum })
  return minimum === 1 ? t('Fill this in.') : t('Use at least {minimum} characters.', { minimum })
}
