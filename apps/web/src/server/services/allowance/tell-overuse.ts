import type { Prisma } from '@vserver/db'
import type { Panel } from '../../context.ts'
import { ALLOWANCE_NAME } from './names.ts'
import { readPool } from './pool.ts'

type Row = Prisma.PoolTermsGetPayload<{ include: { account: true } }>

/** Tells administrators and the reseller once that more than a pool is reserved, where its terms let that be. */
export async function tellOveruse(panel: Panel): Promise<void> {
  const where = { OR: [{ overuse: 'notify' as const }, { overusedAt: { not: null } }] }
  for (const row of await panel.db.poolTerms.findMany({ where, include: { account: true } }))
    await tellOne(panel, row)
}

async function tellOne(panel: Panel, row: Row): Promise<void> {
  const { accountId, overuse, overusedAt } = row
  const over = (await readPool(panel.db, accountId)).filter(({ left }) => left !== null && left < 0)
  const isOver = overuse === 'notify' && over.length > 0
  if (isOver === (overusedAt !== null)) return
  const { count } = await panel.db.poolTerms.updateMany({
    where: { accountId, overusedAt },
    data: { overusedAt: isOver ? new Date(panel.now()) : null },
  })
  if (count === 0) return
  const what = over.map(({ kind }) => ALLOWANCE_NAME[kind]).join(', ')
  await note(panel, row, isOver ? what : null)
  if (isOver) await write(panel, row, what)
}

async function note({ db }: Panel, { accountId, account }: Row, what: string | null): Promise<void> {
  const by = { userId: 'panel', userName: 'Panel', role: 'admin' as const, requestId: crypto.randomUUID() }
  const action = what === null ? 'pool.within' : 'pool.overused'
  const done = { outcome: 'succeeded', outcomeAt: new Date() }
  await db.auditRow.create({
    data: { ...by, ...done, action, subject: account.name, resellerId: accountId, detail: what },
  })
}

async function write(
  { db, mailer, logger }: Panel,
  { accountId, account }: Row,
  what: string,
): Promise<void> {
  if (!mailer) return
  const people = await db.user.findMany({
    where: { banned: false, OR: [{ role: 'admin' }, { accountId }] },
    select: { email: true },
  })
  const subject = `The pool of ${account.name} is used beyond its size`
  const text = `The guests of ${account.name} hold more than its pool has of: ${what}. Nothing was refused, as agreed. See what makes it up on the page Ledger (for the reseller: Pool).`
  for (const { email } of people)
    await mailer
      .send({ to: email, subject, text, messageId: `<${crypto.randomUUID()}@vserver.invalid>` })
      .catch((error) => logger.error('pool.mail', {}, error))
}
