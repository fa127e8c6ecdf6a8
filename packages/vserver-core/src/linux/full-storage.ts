import { VserverError } from '../errors.ts'

/** Gives an error of node:fs that means "full" the code that callers know. */
export function fromStorage(error: unknown, subject: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new VserverError('NO_CAPACITY', 'The storage of the host is full.', {
    subject,
    hint: 'Delete a guest or give the host more storage.',
    cause: error,
  })
}
