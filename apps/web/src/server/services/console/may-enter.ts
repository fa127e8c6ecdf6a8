import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

/** What lets a viewer into a guest. */
export type Entry = {
  /** Null: it is the viewer's own guest, or nobody's who could be asked. */
  grantId: string | null
  /** When it ends by itself. */
  until: Date | null
}

type Who = Pick<ServiceContext, 'db' | 'now' | 'viewer'>
type Entered = Pick<ScopedGuest, 'id' | 'customerId'>

export const OWN_ENTRY: Entry = { grantId: null, until: null }

/**
 * Whether a viewer may have a terminal in a guest now, in the browser or over SSH: asked before it is opened, and
 * again whenever something changes. Staff needs a grant.
 */
export async function requireEntry(ctx: Who, guest: Entered): Promise<Entry> {
  if (!isGranted(ctx.viewer, 'guest.console'))
    throw refused(t('Your role does not allow this.'), `${ctx.viewer.role} may not guest.console.`)
  const entry = await findEntry(ctx, guest)
  if (entry) return entry
  throw refused(t('The owner of the guest has not let you in: ask for consent first.'), 'There is no grant.')
}

/** Null: staff without a grant. */
export async function findEntry(ctx: Who, guest: Entered): Promise<Entry | null> {
  const { role, id: userId } = ctx.viewer
  if (role !== 'admin' && role !== 'support') return OWN_ENTRY
  const grant = await ctx.db.consoleGrant.findFirst({
    where: {
      guestId: guest.id,
      state: 'granted',
      expiresAt: { gt: new Date(ctx.now()) },
      OR: [{ userId: null }, { userId }],
    },
    orderBy: { expiresAt: 'desc' },
    select: { id: true, expiresAt: true },
  })
  if (grant) return { grantId: grant.id, until: grant.expiresAt }
  return role === 'admin' && (await isNobodys(ctx, guest)) ? OWN_ENTRY : null
}

/** A customer without users: nobody there could be asked, and who runs the hosts looks after it. */
async function isNobodys({ db }: Who, { customerId }: Entered): Promise<boolean> {
  return (await db.user.count({ where: { accountId: customerId } })) === 0
}

function refused(hint: string, message: string): VserverError {
  return new VserverError('FORBIDDEN', message, { hint })
}
