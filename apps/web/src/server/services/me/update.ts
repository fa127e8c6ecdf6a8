import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import type { ProfileRequest } from './model.ts'

export function updateMe(
  ctx: ServiceContext,
  { name, email }: ProfileRequest,
): Promise<{ name: string; email: string }> {
  const { id, email: before } = ctx.viewer
  const detail = before === email ? `name ${name}` : `name ${name}, e-mail ${email}`
  return audited(ctx, { action: 'user.update', subject: before, detail }, async () => {
    const other = await ctx.db.user.findUnique({ where: { email }, select: { id: true } })
    if (other && other.id !== id)
      throw new VserverError('ALREADY_EXISTS', 'The e-mail address is taken.', {
        subject: email,
        hint: msg('Somebody signs in with this e-mail address already; use another one.'),
      })
    return ctx.db.user.update({ where: { id }, data: { name, email }, select: { name: true, email: true } })
  })
}
