import type { z } from 'zod'

/** What a form says where its schema has no sentence of its own. */
export const formSentence: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null || issue.input === ''
        ? 'Fill this in.'
        : 'This is not of the right kind.'
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum))
    case 'too_big':
      return issue.origin === 'string'
        ? `Use at most ${issue.maximum} characters.`
        : `Use at most ${issue.maximum}.`
    case 'invalid_format':
      return issue.format === 'email' ? 'Enter an e-mail address.' : 'This is not in the right form.'
    default:
      return 'Check this field.'
  }
}

function tooSmall(origin: string, minimum: number): string {
  if (origin !== 'string') return `Use at least ${minimum}.`
  return minimum === 1 ? 'Fill this in.' : `Use at least ${minimum} characters.`
}
