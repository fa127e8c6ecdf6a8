import { SECOND_MS } from '@vserver/core/units'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import type { Role } from '../me/model.ts'
import { mayEnd } from './end.ts'
import type { ConsoleMode, OpenConsoleView, Person } from './model.ts'
import { isLetIn } from './share.ts'

/** A connection that was not seen for so long is gone, with the process that carried it. */
export const SEEN_MS = 45 * SECOND_MS
const LISTED = 50

/** Who has a terminal in a guest now, and who watches it; the newest first. */
export async function listOpenConsoles(ctx: ServiceContext, guest: ScopedGuest): Promise<OpenConsoleView[]> {
  const rows = await ctx.db.console.findMany({
    where: { guestId: guest.id, closedAt: null },
    include: { shares: { where: { endedAt: null } } },
    orderBy: { openedAt: 'desc' },
    take: LISTED,
  })
  const seen = new Date(Date.now() - SEEN_MS)
  const attached = await ctx.db.consoleAttachment.findMany({
    where: { guestId: guest.id, consoleId: { in: rows.map(({ id }) => id) }, seenAt: { gt: seen } },
    orderBy: { openedAt: 'asc' },
  })
  const shares = rows.flatMap((row) => row.shares)
  const people = await peopleOf(
    ctx,
    [...rows, ...attached, ...shares].map(({ userId }) => userId),
  )
  return Promise.all(
    rows.map(async (row) => ({
      id: row.id,
      owner: people(row.userId),
      isMine: row.userId === ctx.viewer.id,
      via: row.via,
      openedAt: row.openedAt.toISOString(),
      isByGrant: row.grantId !== null,
      isAttached: attached.some(({ consoleId, mode }) => consoleId === row.id && mode === 'owner'),
      others: attached
        .filter(({ consoleId, mode }) => consoleId === row.id && mode !== 'owner')
        .map(({ userId, mode, openedAt }) => ({ ...people(userId), mode, since: openedAt.toISOString() })),
      shares: row.shares.map(({ userId, mode }) => ({ ...people(userId), mode })),
      mayEnd: mayEnd(ctx, guest, row),
      joinAs: await joinModeOf(ctx, guest, row),
    })),
  )
}

/** How the viewer may attach to what is somebody else's; null = not at all. */
async function joinModeOf(
  ctx: ServiceContext,
  guest: ScopedGuest,
  console: { id: string; userId: string },
): Promise<Exclude<ConsoleMode, 'owner'> | null> {
  if (console.userId === ctx.viewer.id) return null
  for (const mode of ['peer', 'observer'] as const)
    if (await isLetIn(ctx, guest, { console, mode })) return mode
  return null
}

async function peopleOf({ db }: ServiceContext, ids: readonly string[]): Promise<(id: string) => Person> {
  const users = await db.user.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, name: true, role: true },
  })
  const byId = new Map(users.map(({ id, name, role }) => [id, { id, name, role: role as Role | null }]))
  return (id) => byId.get(id) ?? { id, name: t('Somebody who is gone'), role: null }
}
