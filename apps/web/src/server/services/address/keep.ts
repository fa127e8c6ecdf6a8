import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { endQuarantines, lockAddresses, toAddressView, WITH_HOLDERS } from './internal.ts'
import type { AddressView, KeepAddressRequest } from './model.ts'

/** Keeps an address from guests, or for those of one reseller. */
export function keepAddress(ctx: ServiceContext, request: KeepAddressRequest): Promise<AddressView> {
  const { address, note, resellerId, poolId } = request
  return audited(ctx, { action: 'address.keep', subject: address, detail: note }, () =>
    ctx.db.$transaction(async (tx) => {
      await lockAddresses(tx)
      await endQuarantines(tx)
      if (resellerId !== null) await requireReseller(ctx, resellerId)
      const [facts] = await tx.$queryRaw<{ inside: boolean; taken: boolean }[]>`
        SELECT EXISTS (SELECT FROM "AddressPool" WHERE "id" = ${poolId} AND "prefix" >>= ${address}::inet) AS "inside",
          EXISTS (SELECT FROM "Address" WHERE "address" = ${address}::inet AND "state" <> 'free') AS "taken"`
      if (!facts?.inside) throw notThere(address)
      if (facts.taken)
        throw new VserverError('ALREADY_EXISTS', 'The address is taken.', {
          subject: address,
          hint: msg('Take it from its guest first.'),
        })
      const data = { poolId, address, note, resellerId, state: 'reserved' as const }
      return toAddressView(await tx.address.create({ data, include: WITH_HOLDERS }))
    }),
  )
}

/** Guests may have it again, at once: nobody had it. Also ends the quarantine of an address. */
export function freeAddress(ctx: ServiceContext, address: string): Promise<void> {
  return audited(ctx, { action: 'address.free', subject: address }, async () => {
    const { count } = await ctx.db.address.updateMany({
      where: { address, state: { in: ['reserved', 'quarantined'] } },
      data: { state: 'free', releasedAt: new Date() },
    })
    if (count === 0) throw notThere(address)
  })
}

async function requireReseller({ db }: ServiceContext, id: string): Promise<void> {
  const found = await db.account.findFirst({ where: { id, kind: 'reseller' }, select: { id: true } })
  if (!found)
    throw new VserverError('NOT_FOUND', 'There is no such reseller.', {
      subject: id,
      hint: msg('Look for it in the list of resellers.'),
    })
}

function notThere(address: string): VserverError {
  return new VserverError('NOT_FOUND', 'The pool does not have the address so.', {
    subject: address,
    hint: msg('Look for it in the list of the pool.'),
  })
}
