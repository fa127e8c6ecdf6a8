import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import { msg } from '@/language/t.ts'
import { mayViewAs } from '../../auth/view-as.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'

const VIEW_MS = 30 * MINUTE_MS

/** From the next request on, this sign-in sees the panel as an owner of the account does. */
export async function startViewAs(ctx: ServiceContext, accountId: string): Promise<{ until: string }> {
  const { db, viewer } = ctx
  if (viewer.token)
    throw new VserverError('FORBIDDEN', 'A token views as nobody else.', {
      hint: msg('Sign in to look at the panel as a user of another account.'),
    })
  const target = await findOwner(ctx, accountId)
  const isCustomer = target.role === 'customer'
  const owners = {
    resellerId: isCustomer ? (target.account?.parentId ?? null) : accountId,
    customerId: isCustomer ? accountId : null,
  }
  return audited(ctx, { action: 'viewAs.start', subject: target.email, owners }, async () => {
    const viewAsUntil = new Date(ctx.now() + VIEW_MS)
    const data = { viewAsUserId: target.id, viewAsUntil }
    await db.session.update({ where: { id: viewer.sessionId }, data })
    // What was opened as oneself is not looked at as somebody else.
    ctx.consoles.revoke(viewer.sessionId)
    return { until: viewAsUntil.toISOString() }
  })
}

export function stopViewAs(ctx: ServiceContext): Promise<{ stopped: true }> {
  const { email, behind, sessionId } = ctx.viewer
  if (!behind) return Promise.resolve({ stopped: true })
  return audited(ctx, { action: 'viewAs.stop', subject: email }, async () => {
    await ctx.db.session.update({
      where: { id: sessionId },
      data: { viewAsUserId: null, viewAsUntil: null },
    })
    return { stopped: true as const }
  })
}

/** The oldest owner; an account of somebody else's customers is not found. */
async function findOwner({ db, viewer }: ServiceContext, accountId: string) {
  const account = await db.account.findUnique({
    where: { id: accountId },
    include: {
      users: {
        where: { accountRoleId: null, banned: false },
        orderBy: { createdAt: 'asc' },
        take: 1,
        include: { account: true, accountRole: true },
      },
    },
  })
  const isVisible = account && mayViewAs(viewer, { role: account.kind, account })
  if (!isVisible)
    throw new VserverError('NOT_FOUND', 'There is no such account in scope.', {
      subject: accountId,
      hint: msg('Choose another one from the list.'),
    })
  const [owner] = account.users
  if (owner) return owner
  throw new VserverError('INVALID_STATE', 'Nobody signs in for this account yet.', {
    subject: account.name,
    hint: msg('Its first user has not accepted the invitation yet.'),
  })
}
