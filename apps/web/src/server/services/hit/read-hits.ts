import type { GuestName } from '@vserver/core/guest/model'
import type { Hit } from '@vserver/core/hit/model'
import type { Agent, Span } from '../../agent/agent.ts'

/** The most that an agent gives at once. */
export const HITS_MAX = 500
/** So many answers of a host are read: one guest in a flood must not hide the others. */
const PAGES_MAX = 10

/** Newest first, page by page; those of one moment that a page cuts through are read again and told once. */
export async function readHits(
  agent: Agent,
  { fromMs, toMs, name }: Span & { name?: GuestName },
): Promise<Hit[]> {
  const byId = new Map<number, Hit>()
  let until = toMs
  for (let page = 0; page < PAGES_MAX && until > fromMs; page++) {
    const of = name === undefined ? {} : { name }
    const { hits, more } = await agent.listHits({ ...of, fromMs, toMs: until, limit: HITS_MAX })
    for (const hit of hits) byId.set(hit.id, hit)
    const oldest = Math.min(...hits.map(({ at }) => at))
    if (!more || oldest >= until) break
    until = oldest
  }
  return [...byId.values()]
}
