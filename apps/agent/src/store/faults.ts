/** Source: sqlite.org/rescode.html; the low byte is the primary code. */
const PRIMARY = {
  busy: 5,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notADatabase: 26,
} as const
const LOSSES: readonly number[] = [
  PRIMARY.busy,
  PRIMARY.readOnly,
  PRIMARY.ioError,
  PRIMARY.full,
  PRIMARY.cannotOpen,
]

/** The file cannot be used any more. */
export function isDamage(error: unknown): boolean {
  if (error instanceof Error && 'isDamage' in error) return true
  const code = primaryCode(error)
  return code === PRIMARY.corrupt || code === PRIMARY.notADatabase
}

/** The disk is full, fails or is not ours: what was to be written is lost, what is in the store is not. */
export function isLoss(error: unknown): boolean {
  const isOfFileSystem = error instanceof Error && 'syscall' in error
  return isOfFileSystem || LOSSES.includes(primaryCode(error) ?? 0)
}

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error && 'errcode' in error && typeof error.errcode === 'number')) return null
  return error.errcode & 0xff
}
