import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'

export type Sibling = { id: string; name: string; hostName: string }

/** The only guests that a guest may share with or wait for: those of its customer on its host. */
export function findSiblings({ db }: ServiceContext, guest: ScopedGuest): Promise<Sibling[]> {
  const { id, customerId, hostId } = guest
  return db.guest.findMany({
    where: { customerId, hostId, life: 'active', id: { not: id } },
    select: { id: true, name: true, hostName: true },
    orderBy: { name: 'asc' },
  })
}

export function requireSibling(siblings: readonly Sibling[], id: string): Sibling {
  const found = siblings.find((one) => one.id === id)
  if (found) return found
  throw new VserverError('NOT_FOUND', 'There is no such guest of this customer.', {
    subject: id,
    hint: t('Choose another guest of the same customer.'),
  })
}
