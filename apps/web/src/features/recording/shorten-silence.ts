import type { Cast } from './cast.ts'

/** The same with no silence longer than that: nobody waits while somebody thinks. */
export function shortenSilence(cast: Cast, longestSeconds: number): Cast {
  let before = 0
  let cut = 0
  const events = cast.events.map((event) => {
    cut += Math.max(0, event.at - before - longestSeconds)
    before = event.at
    return { ...event, at: event.at - cut }
  })
  return { ...cast, events, seconds: events.at(-1)?.at ?? 0 }
}
