import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import type { ScopedAccount } from './in-scope.ts'

/** Its users are gone with it; guests are never deleted on the way, running or not. */
export function deleteCustomer(ctx: ServiceContext, customer: ScopedAccount): Promise<{ deleted: true }> {
  const { id, name, parentId } = customer
  const owners = { resellerId: parentId, customerId: id }
  return audited(
    ctx,
    { action: 'customer.delete', subject: name, detail: customer.email, owners },
    async () => {
      const ended = await serialisable(ctx.db, async (tx) => {
        const guests = await tx.guest.findMany({
          where: { customerId: id, life: { not: 'deleted' } },
          select: { name: true },
          orderBy: { name: 'asc' },
        })
        if (guests.length > 0)
          throw hasGuests(
            name,
            guests.map((guest) => guest.name),
          )
        const sessions = await tx.session.findMany({
          where: { user: { accountId: id } },
          select: { id: true },
        })
        await tx.user.deleteMany({ where: { accountId: id } })
        await tx.invitation.updateMany({
          where: { accountId: id, acceptedAt: null, revokedAt: null },
          data: { revokedAt: new Date(ctx.now()) },
        })
        await tx.account.update({ where: { id }, data: { deletedAt: new Date(ctx.now()) } })
        return sessions
      })
      for (const session of ended) ctx.consoles.revoke(session.id)
      return { deleted: true as const }
    },
  )
}

const NAMED_MAX = 3

function hasGuests(customer: string, names: string[]): VserverError {
  const more = names.length - NAMED_MAX
  const list = names.slice(0, NAMED_MAX).join(', ')
  const guests = more > 0 ? t('{guests} and {count} more', { guests: list, count: more }) : list
  return new VserverError('INVALID_STATE', `${names.length} guests belong to the customer.`, {
    subject: customer,
    hint: t(
      '{customer} still owns {count, plural, one {# guest ({guests}). Delete or transfer it first.} other {# guests ({guests}). Delete or transfer them first.}}',
      { customer, count: names.length, guests },
    ),
  })
}
