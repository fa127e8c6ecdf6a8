import { createHash, randomBytes } from 'node:crypto'
import type { Db, Transaction } from '@vserver/db'
import { base32 } from '../../auth/totp.ts'

const COUNT = 10
/** 80 bits: nobody finds one by trying, also not from its hash. */
const BYTES = 10

/** New codes instead of all old ones; shown once, only their hashes are kept. */
export async function writeCodes(tx: Transaction, userId: string): Promise<string[]> {
  const codes = Array.from({ length: COUNT }, () => base32(randomBytes(BYTES)))
  await tx.recoveryCode.deleteMany({ where: { userId } })
  await tx.recoveryCode.createMany({ data: codes.map((code) => ({ userId, hash: hashOf(userId, code) })) })
  return codes.map((code) => code.match(/.{4}/g)?.join('-') ?? code)
}

/** Of two at the same time one takes it: the row can be deleted once. */
export async function takeCode(db: Db, userId: string, code: string): Promise<boolean> {
  const { count } = await db.recoveryCode.deleteMany({ where: { userId, hash: hashOf(userId, code) } })
  return count > 0
}

function hashOf(userId: string, code: string): string {
  return createHash('sha256').update(`${userId} ${code}`).digest('hex')
}
