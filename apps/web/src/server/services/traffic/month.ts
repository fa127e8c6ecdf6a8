/** A month of traffic: from its first moment up to, and without, that of the next. UTC. */
export type Month = { from: Date; until: Date }

/** The month that a moment lies in, when months begin on this day. */
export function monthOf(at: Date, resetDay: number): Month {
  const first = (shift: number) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + shift, resetDay))
  return at < first(0) ? { from: first(-1), until: first(0) } : { from: first(0), until: first(1) }
}

/** The day of a moment, as a row has it. */
export function dayOf(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()))
}
