/** Whether an error of node:fs says that the file is not there. */
export function isMissing(error: unknown): boolean {
  return errnoName(error) === 'ENOENT' || errnoName(error) === 'ENOTDIR'
}

/** Whether a cgroup or process went away while it was read. */
export function isGone(error: unknown): boolean {
  return isMissing(error) || errnoName(error) === 'ENODEV' || errnoName(error) === 'ESRCH'
}

function errnoName(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined
}
