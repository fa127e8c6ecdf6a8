import { MINUTE_MS } from '@vserver/core/units'
import type { Db } from '@vserver/db'

const CHALLENGE_MS = 5 * MINUTE_MS

/** One for each purpose and sign-in: a newer one replaces the one before. */
export async function keepChallenge(db: Db, identifier: string, value: string): Promise<void> {
  await db.$transaction([
    db.verification.deleteMany({ where: { OR: [{ identifier }, { expiresAt: { lt: new Date() } }] } }),
    db.verification.create({ data: { identifier, value, expiresAt: new Date(Date.now() + CHALLENGE_MS) } }),
  ])
}

/** Used up by being read, whatever the answer to it is worth. */
export async function takeChallenge(db: Db, identifier: string): Promise<string | null> {
  const row = await db.verification.findFirst({ where: { identifier, expiresAt: { gt: new Date() } } })
  if (!row) return null
  const { count } = await db.verification.deleteMany({ where: { id: row.id } })
  return count > 0 ? row.value : null
}
