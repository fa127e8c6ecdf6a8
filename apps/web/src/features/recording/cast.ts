/** What happened at a console, as an asciicast says it: output, input, a new size, or a marker. */
export type CastEvent = { at: number; kind: 'o' | 'i' | 'r' | 'm'; data: string }

export type Cast = {
  columns: number
  rows: number
  /** Of the last event. */
  seconds: number
  events: CastEvent[]
}

const KINDS: ReadonlySet<unknown> = new Set(['o', 'i', 'r', 'm'])

/** Lines that are no events are passed over: of a recording that was cut short the rest still counts. */
export function parseCast(text: string): Cast {
  const [first = '', ...lines] = text.split('\n')
  const header = parseJson(first)
  const { width, height } = isObject(header) ? header : {}
  const events = lines.flatMap((line) => toEvent(parseJson(line)) ?? [])
  return {
    columns: sizeOr(width, 80),
    rows: sizeOr(height, 24),
    seconds: events.at(-1)?.at ?? 0,
    events,
  }
}

export function sizeOf({ data }: CastEvent): { columns: number; rows: number } | null {
  const [, columns, rows] = data.match(/^(\d{1,4})x(\d{1,4})$/) ?? []
  return columns && rows ? { columns: Number(columns), rows: Number(rows) } : null
}

function toEvent(value: unknown): CastEvent | null {
  if (!Array.isArray(value)) return null
  const [at, kind, data] = value
  const isEvent = typeof at === 'number' && at >= 0 && KINDS.has(kind) && typeof data === 'string'
  return isEvent ? { at, kind, data } : null
}

function sizeOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 && value <= 4096 ? value : otherwise
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
