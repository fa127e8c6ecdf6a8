export type LogFields = Record<string, string | number | boolean | null | undefined>

/** One JSON line per request or operation. Never given secrets. */
export interface Logger {
  info(event: string, fields?: LogFields): void
  /** `error` keeps its stack here; callers only see a bland sentence. */
  error(event: string, error: unknown, fields?: LogFields): void
}

export function jsonLogger(write: (line: string) => void): Logger {
  const line = (level: string, event: string, fields: LogFields): void =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`)
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error: (event, error, fields = {}) => line('error', event, { ...fields, ...describe(error) }),
  }
}

function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: String(error) }
  const cause = error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined
  return { error: error.message, stack: error.stack, cause }
}
