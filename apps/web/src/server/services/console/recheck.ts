import type { VserverError } from '@vserver/core/errors'
import type { ServiceContext } from '../../context.ts'
import { isVserverError } from '../../trpc/errors.ts'
import { getStandingInScope } from '../guest/in-scope.ts'
import { type ConsoleUse, requireConsole, requireGuestRight } from './require-right.ts'

/** What one viewer has open in one guest. */
export type OpenUses = { guestId: string; kind: ConsoleUse['kind']; uses: readonly ConsoleUse[] }
/** What each is refused with, in their order, null = it may stay; and when all of them end by themselves. */
export type Rechecked = { refusals: (VserverError | null)[]; until: Date | null }

/**
 * All that requireConsoleRight asks for, of consoles that are open: what they have in common is read once for all of
 * them. Rejects when nobody could say.
 */
export async function recheckConsoles(
  ctx: ServiceContext,
  { guestId, kind, uses }: OpenUses,
): Promise<Rechecked> {
  const common = await refusedOr(async () => {
    const guest = await getStandingInScope(ctx, guestId)
    return { guest, entry: await requireGuestRight(ctx, guest, kind) }
  })
  if (isVserverError(common)) return { refusals: uses.map(() => common), until: null }
  const { guest, entry } = common
  const ids = uses.flatMap(({ consoleId }) => consoleId ?? [])
  const rows = ids.length > 0 ? await ctx.db.console.findMany({ where: { id: { in: ids }, guestId } }) : []
  const refusalOf = async ({ mode, consoleId }: ConsoleUse): Promise<VserverError | null> => {
    if (kind === 'boot' || !consoleId) return null
    const found = rows.find(({ id }) => id === consoleId) ?? null
    return (await refusedOr(() => requireConsole(ctx, guest, { consoleId, mode, found }))) ?? null
  }
  return { refusals: await Promise.all(uses.map(refusalOf)), until: entry.until }
}

async function refusedOr<Answer>(ask: () => Promise<Answer>): Promise<Answer | VserverError> {
  try {
    return await ask()
  } catch (error) {
    if (!isVserverError(error) || error.code === 'INTERNAL') throw error
    return error
  }
}
