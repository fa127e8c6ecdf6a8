import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { lockAddresses } from '../address/internal.ts'
import type { Taker } from '../address/pool-of.ts'
import { releaseAddresses, unassignAddresses } from '../address/release.ts'
import { takeAddress, takeAddresses } from '../address/take.ts'
import { serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { beginChange, endChange, pushNetwork } from './change.ts'
import { getNetwork } from './get.ts'
import { guestAddresses, holdAddresses, hostAddresses } from './guest-addresses.ts'
import type { AddAddressRequest, NetworkView } from './model.ts'
import { forgetReverse } from './reverse.ts'

/** Takes it from a pool and from the reseller's allowance, then tells the host; what that refuses is given back. */
export async function addAddress(
  ctx: ServiceContext,
  guest: ScopedGuest,
  request: AddAddressRequest,
): Promise<NetworkView> {
  const detail = 'address' in request ? request.address : `IPv${request.family}, ${request.kind}`
  return audited(ctx, { action: 'address.assign', subject: guest.name, guest, detail }, async () => {
    const keep = await askHostOf(ctx, guest, hostAddresses)
    const taken = await take(ctx, guest, { request, keep })
    const rows = await guestAddresses(ctx.db, guest.id)
    await pushNetwork(ctx, guest, { rows, undo: () => giveBack(ctx, guest, taken) })
    await endChange(ctx, guest)
    return getNetwork(ctx, guest)
  })
}

function take(
  { db }: ServiceContext,
  guest: ScopedGuest,
  { request, keep }: { request: AddAddressRequest; keep: readonly string[] },
): Promise<string[]> {
  const taker: Taker = { guestId: guest.id, resellerId: guest.resellerId, hostId: guest.hostId }
  return serialisable(db, async (tx) => {
    await lockAddresses(tx)
    await beginChange(tx, guest)
    const taken =
      'address' in request
        ? [await takeAddress(tx, taker, { address: request.address, keep })]
        : await takeAddresses(tx, taker, { ...request, count: 1, keep })
    await holdAddresses(tx, guest)
    return taken
  })
}

async function giveBack({ db }: ServiceContext, guest: ScopedGuest, addresses: string[]): Promise<void> {
  await serialisable(db, async (tx) => {
    await lockAddresses(tx)
    await unassignAddresses(tx, guest.id, addresses)
    await holdAddresses(tx, guest)
  })
}

/** The host first: an address is given to nobody else while the guest may still use it. */
export async function removeAddress(
  ctx: ServiceContext,
  guest: ScopedGuest,
  address: string,
): Promise<NetworkView> {
  const entry = { action: 'address.release', subject: guest.name, guest, detail: address }
  return audited(ctx, entry, async () => {
    await ctx.db.$transaction((tx) => beginChange(tx, guest))
    const rows = await guestAddresses(ctx.db, guest.id)
    const left = rows.filter((row) => row.address !== address)
    if (left.length === rows.length) {
      await endChange(ctx, guest)
      throw notItsOwn(address)
    }
    await pushNetwork(ctx, guest, { rows: left })
    await serialisable(ctx.db, async (tx) => {
      await releaseAddresses(tx, guest.id, address)
      await holdAddresses(tx, guest)
      await tx.guest.update({ where: { id: guest.id }, data: { networkIntentAt: null } })
    })
    await forgetReverse(
      ctx,
      rows.filter((row) => row.address === address),
    )
    return getNetwork(ctx, guest)
  })
}

/** The guest sends from the first address of each family. */
export async function makeFirst(
  ctx: ServiceContext,
  guest: ScopedGuest,
  address: string,
): Promise<NetworkView> {
  const entry = { action: 'address.first', subject: guest.name, guest, detail: address }
  return audited(ctx, entry, async () => {
    await ctx.db.$transaction((tx) => beginChange(tx, guest))
    const row = (await guestAddresses(ctx.db, guest.id)).find((one) => one.address === address)
    if (!row) {
      await endChange(ctx, guest)
      throw notItsOwn(address)
    }
    const { id, firstAt } = row
    const setFirst = (at: Date | null) =>
      ctx.db.address.update({ where: { id }, data: { firstAt: at } }).then(() => {})
    await setFirst(new Date())
    const rows = await guestAddresses(ctx.db, guest.id)
    await pushNetwork(ctx, guest, { rows, undo: () => setFirst(firstAt) })
    await endChange(ctx, guest)
    return getNetwork(ctx, guest)
  })
}

export function notItsOwn(address: string): VserverError {
  return new VserverError('NOT_FOUND', 'The guest does not have the address.', {
    subject: address,
    hint: msg('Look again: somebody may have taken it away.'),
  })
}
