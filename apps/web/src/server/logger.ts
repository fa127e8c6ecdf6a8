export type LogFields = Record<string, string | number | boolean | null | undefined>
export type Logger = {
  info(event: string, fields?: LogFields): void
  error(event: string, fields?: LogFields, cause?: unknown): void
}

/** One JSON line per event. Fields are chosen by the caller and never hold secrets. */
export function createLogger(write: (line: string) => void): Logger {
  const line = (level: string, event: string, fields: object) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), level, event, ...fields })}\n`)
  return {
    info: (event, fields = {}) => line('info', event, fields),
    error: (event, fields = {}, cause = undefined) =>
      line('error', event, { ...fields, ...(cause === undefined ? {} : { cause: describe(cause) }) }),
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
}
