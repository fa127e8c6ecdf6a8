import { VserverError } from '@vserver/core/errors'
import { HOUR_MS } from '@vserver/core/units'
import type { Prisma } from '@vserver/db'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted, OF_ONE_GUEST, type Permission } from '../../policy.ts'
import { audited } from '../audit/audited.ts'
import { getGuestInScope } from '../guest/in-scope.ts'
import {
  type CreateTokenRequest,
  type NewToken,
  TOKENS_MAX,
  type TokenChoices,
  type TokenView,
} from './model.ts'
import { newSecret } from './secret.ts'

const DAY_MS = 24 * HOUR_MS
/** So long programs can go on with the secret before a rotation. */
const FORMER_MS = DAY_MS
const WITH_GUEST = { guest: { select: { id: true, name: true } } } satisfies Prisma.ApiTokenInclude

export async function listTokens({ db, viewer, now }: ServiceContext): Promise<TokenView[]> {
  const rows = await db.apiToken.findMany({
    where: { userId: viewer.id },
    orderBy: { createdAt: 'desc' },
    include: WITH_GUEST,
  })
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    permissions: row.permissions as Permission[],
    guest: row.guest,
    prefixes: row.prefixes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isExpired: row.expiresAt.getTime() <= now(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    lastUsedIp: row.lastUsedIp,
    formerUntil: row.formerUntil && row.formerUntil.getTime() > now() ? row.formerUntil.toISOString() : null,
  }))
}

/** What a token of the viewer can hold. */
export function listChoices({ viewer }: ServiceContext): TokenChoices {
  const rights = [...viewer.rights]
  return { rights, ofOneGuest: OF_ONE_GUEST.filter((permission) => viewer.rights.has(permission)) }
}

export async function createToken(ctx: ServiceContext, request: CreateTokenRequest): Promise<NewToken> {
  const { name, permissions, guestId, prefixes, days } = request
  requireOwnRights(ctx, permissions, guestId !== null)
  const guest = guestId === null ? null : await getGuestInScope(ctx, guestId)
  const detail = `${permissions.join(', ')}; ${guest?.name ?? 'all guests'}; ${prefixes.join(', ') || 'anywhere'}; ${days} days`
  return audited(
    ctx,
    { action: 'token.create', subject: name, detail, ...(guest && { guest }) },
    async () => {
      await requireRoom(ctx, name)
      const { secret, hash } = newSecret()
      const expiresAt = new Date(ctx.now() + days * DAY_MS)
      const data = { userId: ctx.viewer.id, name, hash, permissions, guestId, prefixes, expiresAt }
      const { id } = await ctx.db.apiToken.create({ data, select: { id: true } })
      return { id, secret, expiresAt: expiresAt.toISOString() }
    },
  )
}

/** A new secret; the old one is good for another day, unless it leaked: then revoke instead. */
export async function rotateToken(ctx: ServiceContext, tokenId: string): Promise<NewToken> {
  const token = await getToken(ctx, tokenId)
  return audited(ctx, { action: 'token.rotate', subject: token.name }, async () => {
    const { secret, hash } = newSecret()
    const formerUntil = new Date(ctx.now() + FORMER_MS)
    const { count } = await ctx.db.apiToken.updateMany({
      where: { id: token.id, hash: token.hash },
      data: { hash, formerHash: token.hash, formerUntil },
    })
    if (count === 0)
      throw new VserverError('BUSY', 'The token was rotated by somebody else.', { subject: token.name })
    return { id: token.id, secret, expiresAt: token.expiresAt.toISOString() }
  })
}

export async function revokeToken(ctx: ServiceContext, tokenId: string): Promise<{ revoked: true }> {
  const { id, name } = await getToken(ctx, tokenId)
  return audited(ctx, { action: 'token.revoke', subject: name }, async () => {
    await ctx.db.apiToken.deleteMany({ where: { id } })
    ctx.consoles.revoke(`token:${id}`)
    return { revoked: true }
  })
}

async function getToken({ db, viewer }: ServiceContext, id: string) {
  const token = await db.apiToken.findFirst({ where: { id, userId: viewer.id } })
  if (token) return token
  throw new VserverError('NOT_FOUND', 'There is no such token of this user.', {
    subject: id,
    hint: msg('It was revoked already; read the list again.'),
  })
}

async function requireRoom({ db, viewer }: ServiceContext, name: string): Promise<void> {
  const rows = await db.apiToken.findMany({ where: { userId: viewer.id }, select: { name: true } })
  if (rows.some((row) => row.name === name))
    throw new VserverError('ALREADY_EXISTS', 'There is a token with this name.', {
      subject: name,
      hint: msg('You have a token with this name; choose another one.'),
    })
  if (rows.length >= TOKENS_MAX)
    throw new VserverError('NO_CAPACITY', `A person has at most ${TOKENS_MAX} tokens.`, {
      hint: msg('Revoke tokens that you no longer need.'),
    })
}

function requireOwnRights(ctx: ServiceContext, permissions: readonly Permission[], isOfGuest: boolean): void {
  const reach: ReadonlySet<Permission> = new Set(OF_ONE_GUEST)
  for (const permission of permissions) {
    if (!isGranted(ctx.viewer, permission))
      throw beyond(permission, msg('A token may not do more than you may.'))
    if (isOfGuest && !reach.has(permission))
      throw beyond(permission, msg('This reaches beyond one guest: leave it out, or make the token for all.'))
  }
}

function beyond(permission: Permission, hint: string): VserverError {
  return new VserverError('FORBIDDEN', `The token would reach too far with ${permission}.`, {
    subject: permission,
    hint,
  })
}
