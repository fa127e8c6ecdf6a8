import type { GuestName } from '@vserver/core/guest/model'
import type { ServiceContext } from '../../context.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { assertNameFree } from '../guest/new-guest.ts'

/** What its tenants call it; its host name inside, and what the host calls it, stay. */
export function renameGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  name: GuestName,
): Promise<{ name: string }> {
  const entry = { action: 'guest.rename', subject: guest.name, guest, detail: `to ${name}` }
  return audited(ctx, entry, () => {
    assertActive(guest)
    return serialisable(ctx.db, async (tx) => {
      if (name !== guest.name) await assertNameFree(tx, guest.resellerId, name)
      await tx.guest.update({ where: { id: guest.id }, data: { name } })
      return { name }
    })
  })
}
