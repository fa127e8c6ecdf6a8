import type { Rule } from './native-errors.ts'

/** What a refusal of a job on the storage means. */
export const FILES_RULES: readonly Rule[] = [
  {
    operation: ['filesStart'],
    stage: 'running',
    errno: ['EBUSY'],
    code: 'INVALID_STATE',
    message: 'SUBJECT, or the guest it is to be made from, is running.',
    hint: 'Stop it first.',
  },
  {
    operation: ['filesStart'],
    stage: 'job-running',
    errno: ['EBUSY'],
    code: 'BUSY',
    message: 'Another job works on the files of SUBJECT.',
    hint: 'Wait for its end or cancel it.',
  },
  {
    operation: ['filesStart'],
    stage: 'guest',
    errno: ['ENOENT'],
    code: 'NOT_FOUND',
    message: 'The files of SUBJECT, or of the guest it is to be made from, are not on this host.',
  },
]
