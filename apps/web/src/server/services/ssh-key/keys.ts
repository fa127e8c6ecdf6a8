import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { endSessions } from '../me/sessions.ts'
import type { SshKeyRequest, SshKeyView } from './model.ts'
import { fingerprintOf, parsePublicKey } from './public-key.ts'

const KEYS_MAX = 50

export async function listSshKeys({ db, viewer }: ServiceContext): Promise<SshKeyView[]> {
  const rows = await db.sshKey.findMany({ where: { userId: viewer.id }, orderBy: { createdAt: 'asc' } })
  return rows.map(({ id, name, type, fingerprint, createdAt, lastUsedAt }) => ({
    ...{ id, name, type, fingerprint },
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }))
}

export async function addSshKey(ctx: ServiceContext, request: SshKeyRequest): Promise<{ id: string }> {
  const { db, viewer } = ctx
  const { type, blob } = parsePublicKey(request.key)
  const fingerprint = fingerprintOf(blob)
  if ((await db.sshKey.count({ where: { userId: viewer.id } })) >= KEYS_MAX)
    throw new VserverError('ALLOWANCE_EXCEEDED', `A user has at most ${KEYS_MAX} SSH keys.`, {
      hint: msg('Remove one that is not used any more.'),
    })
  if (await db.sshKey.findUnique({ where: { fingerprint } }))
    throw new VserverError('ALREADY_EXISTS', 'This key is in use already.', {
      subject: 'key',
      hint: msg('A key stands for one user: make another one with ssh-keygen -t ed25519.'),
    })
  const detail = `${request.name}: ${type} ${fingerprint}`
  return audited(ctx, { action: 'sshKey.add', subject: viewer.email, detail }, () =>
    db.sshKey.create({
      data: { userId: viewer.id, name: request.name, type, blob: blob.toString('base64'), fingerprint },
      select: { id: true },
    }),
  )
}

/** Its connections end with it. */
export async function removeSshKey(ctx: ServiceContext, sshKeyId: string): Promise<{ removed: true }> {
  const key = await ctx.db.sshKey.findFirst({ where: { id: sshKeyId, userId: ctx.viewer.id } })
  if (!key)
    throw new VserverError('NOT_FOUND', 'There is no such key of this user.', {
      hint: msg('It is removed already; read the list again.'),
    })
  const detail = `${key.name}: ${key.type} ${key.fingerprint}`
  return audited(ctx, { action: 'sshKey.remove', subject: ctx.viewer.email, detail }, async () => {
    await endSessions(ctx, { sshKeyId })
    await ctx.db.sshKey.deleteMany({ where: { id: sshKeyId } })
    return { removed: true }
  })
}
