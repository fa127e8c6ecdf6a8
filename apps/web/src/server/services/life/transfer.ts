import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { assertCustomerThere } from '../guest/new-guest.ts'

const WHO = { id: true, name: true } as const
type NewOwner = { id: string; name: string }

/** To another customer of the same reseller. Whoever had it before sees nothing of it any more. */
export async function transferGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  customerId: string,
): Promise<{ customerId: string }> {
  const customer = await findCustomer(ctx, guest, customerId)
  const detail = `from ${guest.customer.name} to ${customer.name}`
  const entry = { action: 'guest.transfer', subject: guest.name, detail }
  // Both may read that it went from one to the other.
  return audited(ctx, { ...entry, guest }, () =>
    audited(ctx, { ...entry, guest: { ...guest, customerId } }, async () => {
      assertActive(guest)
      await setOwner(ctx, guest, customerId)
      try {
        await move(ctx, guest, customerId)
      } catch (error) {
        await setOwner(ctx, guest, guest.customerId)
        throw error
      }
      return { customerId }
    }),
  )
}

/** Whom it may go to, by name. */
export function listNewOwners({ db }: ServiceContext, guest: ScopedGuest): Promise<NewOwner[]> {
  return db.account.findMany({
    where: othersThan(guest),
    select: WHO,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  })
}

function othersThan({ resellerId, customerId }: ScopedGuest) {
  return { kind: 'customer', parentId: resellerId, deletedAt: null, id: { not: customerId } } as const
}

async function findCustomer({ db }: ServiceContext, guest: ScopedGuest, id: string): Promise<NewOwner> {
  const customer = await db.account.findFirst({ where: { AND: [othersThan(guest), { id }] }, select: WHO })
  if (customer) return customer
  throw new VserverError('NOT_FOUND', 'There is no such other customer of the reseller.', {
    subject: id,
    hint: t('Choose another customer of the same reseller.'),
  })
}

/** The host refuses while it uses shared areas of the one it belongs to. */
function setOwner(ctx: ServiceContext, guest: ScopedGuest, owner: string) {
  return askHostOf(ctx, guest, (agent, name) => agent.setOptions(name, { owner }))
}

async function move({ db }: ServiceContext, guest: ScopedGuest, customerId: string): Promise<void> {
  const { id: guestId, customerId: formerId } = guest
  await serialisable(db, async (tx) => {
    await assertCustomerThere(tx, customerId)
    const { count } = await tx.guest.updateMany({
      where: { id: guestId, customerId: formerId, life: 'active' },
      data: { customerId },
    })
    if (count === 0)
      throw new VserverError('BUSY', 'The guest changed meanwhile.', {
        subject: guest.name,
        hint: t('Load the page again.'),
      })
    const former = { guestId, user: { accountId: formerId } }
    await tx.guestGrant.deleteMany({ where: former })
    await tx.alertRule.deleteMany({ where: former })
    await tx.consoleGrant.deleteMany({ where: { guestId } })
  })
}
