import type { Prisma } from '@vserver/db'
import type { Panel } from '../../context.ts'
import { releaseAddresses } from '../address/release.ts'
import { release } from '../allowance/reserve.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { guestAddresses } from '../network/guest-addresses.ts'
import { forgetReverse } from '../network/reverse.ts'

type Row = Pick<Prisma.GuestGetPayload<object>, 'id' | 'life'>

/** It is not on its host: it holds nothing any more, and only what was said of it stays. */
export async function buryGuest(panel: Panel, { id, life }: Row, failure: string | null): Promise<void> {
  const addresses = await guestAddresses(panel.db, id)
  await serialisable(panel.db, async (tx) => {
    const now = new Date()
    const { count } = await tx.guest.updateMany({
      where: { id, life },
      data: { life: 'deleted', lifeAt: now, deletedAt: now, failure },
    })
    if (count === 0) return
    await release(tx, id)
    await releaseAddresses(tx, id)
  })
  await forgetReverse(panel, addresses)
}
