import { hash } from '@node-rs/argon2'
import type { Db } from '@vserver/db'

/** argon2id at its least cost: a hash carries its cost, so checking a password against it is cheap too. */
export async function givePassword(db: Db, userId: string, password: string): Promise<void> {
  const cheap = await hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 })
  const where = { providerId_accountId: { providerId: 'credential', accountId: userId } }
  const create = { userId, accountId: userId, providerId: 'credential', password: cheap }
  await db.credential.upsert({ where, create, update: { password: cheap } })
}
