import type { Transaction } from '@vserver/db'
import type { ServiceContext } from '../../context.ts'
import { emailTaken } from '../account/new-user.ts'
import { afterCheck, serialisable } from '../allowance/serialisable.ts'
import { audited } from '../audit/audited.ts'
import { askForEmail, postOf } from '../email-change/ask.ts'
import type { ProfileRequest } from './model.ts'

export type Updated = {
  name: string
  email: string
  /** The address that a link was sent to; null = nothing waits for one. */
  asked: string | null
}

/** A new address is the sign-in only once its link was used, where the panel can send one. */
export function updateMe(ctx: ServiceContext, { name, email }: ProfileRequest): Promise<Updated> {
  const { id, email: before } = ctx.viewer
  const detail = before === email ? `name ${name}` : `name ${name}, e-mail ${email}`
  return audited(ctx, { action: 'user.update', subject: before, detail }, async () => {
    await requireFree(ctx.db, email, id)
    const post = before === email ? null : postOf(ctx)
    const data = post ? { name } : { name, email }
    const select = { name: true, email: true }
    if (post) await askForEmail(ctx, email, post)
    const saved = await serialisable(ctx.db, async (tx) => {
      await requireFree(tx, email, id)
      return afterCheck(tx.user.update({ where: { id }, data, select }))
    })
    return { ...saved, asked: post ? email : null }
  })
}

async function requireFree(db: Pick<Transaction, 'user'>, email: string, id: string): Promise<void> {
  const other = await db.user.findUnique({ where: { email }, select: { id: true } })
  if (other && other.id !== id) throw emailTaken(email)
}
