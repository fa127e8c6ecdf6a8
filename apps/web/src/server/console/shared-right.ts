import { AsyncLocalStorage } from 'node:async_hooks'
import { MINUTE_MS } from '@vserver/core/units'
import { readViewer } from '../auth/read-viewer.ts'
import type { ServiceContext } from '../context.ts'
import { recheckConsoles } from '../services/console/recheck.ts'
import type { ConsoleUse } from '../services/console/require-right.ts'
import { ENDED, type Ending, endingOf } from './ending.ts'
import { type Asked, keepAsked } from './keep-asked.ts'

/** setTimeout(2) counts in 31 bits. */
const LONGEST_MS = 24 * 60 * MINUTE_MS

export type Holder = { use: ConsoleUse; end(ending: Ending): void }
type Place = { guestId: string; kind: ConsoleUse['kind'] }
type Joining = Place & { holder: Holder; until: Date | null }

/** The right of one sign-in to one guest, for all consoles that it has open there. */
export type SharedRight = {
  /** Reads it anew, for each of them. */
  ask(): void
  add(holder: Holder, until: Date | null): void
  remove(holder: Holder): void
}

/**
 * Hundreds of consoles that nobody types in ask for their rights again and again: once for all that are alike. Who
 * joins is asked for at once, as news may have been told while the console was opened.
 */
export function joinRight(
  ctx: ServiceContext,
  { guestId, kind, holder, until }: Joining,
): { ask(): void; leave(): void } {
  const { rights } = ctx.consoles
  const key = `${ctx.viewer.sessionId} ${guestId} ${kind}`
  const right = rights.get(key) ?? sharedRight(ctx, { guestId, kind, onEmpty: () => rights.delete(key) })
  rights.set(key, right)
  right.add(holder, until)
  return { ask: right.ask, leave: () => right.remove(holder) }
}

function sharedRight(ctx: ServiceContext, { onEmpty, ...place }: Place & { onEmpty(): void }): SharedRight {
  const holders = new Set<Holder>()
  let asked: Asked | undefined
  let expiry: NodeJS.Timeout | undefined
  // In the language of the one who looks, whoever's act it was that made it look.
  const ask = AsyncLocalStorage.bind(() => {
    if (asked) asked.ask()
    else asked = keepAsked({ question, onError })
  })
  const expireAt = (until: Date | null): void => {
    clearTimeout(expiry)
    if (until && holders.size > 0)
      expiry = setTimeout(ask, Math.min(LONGEST_MS, Math.max(0, until.getTime() - ctx.now() + 1)))
  }
  const question = async (): Promise<void> => {
    const some = [...holders]
    const { endings, until } = await endingsOf(ctx, place, some)
    expireAt(until)
    endEach(some, endings)
  }
  const onError = (error: unknown): void =>
    ctx.logger.error('console.recheck', { requestId: ctx.requestId }, error)
  return {
    ask,
    add: (holder, until) => {
      holders.add(holder)
      expireAt(until)
      ask()
    },
    remove: (holder) => {
      if (!holders.delete(holder) || holders.size > 0) return
      asked?.stop()
      clearTimeout(expiry)
      onEmpty()
    },
  }
}

type Endings = { endings: (Ending | null)[]; until: Date | null }

/** Null: it may stay. Rejects when nobody could say. */
async function endingsOf(ctx: ServiceContext, place: Place, holders: readonly Holder[]): Promise<Endings> {
  const viewer = await readViewer(ctx.db, ctx.viewer.sessionId)
  if (!viewer) return { endings: holders.map(() => ENDED.signedOut), until: null }
  const uses = holders.map(({ use }) => use)
  const { refusals, until } = await recheckConsoles({ ...ctx, viewer }, { ...place, uses })
  return { endings: refusals.map((refusal) => refusal && endingOf(refusal)), until }
}

/** An end that fails holds up none of the others, and is tried again. */
function endEach(holders: readonly Holder[], endings: readonly (Ending | null)[]): void {
  const failures: unknown[] = []
  for (const [index, { end }] of holders.entries())
    try {
      const ending = endings[index]
      if (ending) end(ending)
    } catch (error) {
      failures.push(error)
    }
  if (failures.length > 0) throw failures[0]
}
