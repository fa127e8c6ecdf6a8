import type { Prisma, Transaction } from '@vserver/db'
import { PLAIN_TERMS, type PoolTerms } from './model.ts'

export async function readTerms(tx: Transaction, accountId: string): Promise<PoolTerms> {
  return toTerms(await tx.poolTerms.findUnique({ where: { accountId } }))
}

export function toTerms(row: Prisma.PoolTermsGetPayload<object> | null): PoolTerms {
  if (!row) return PLAIN_TERMS
  const { oversellPercent, overuse, customers, guestMemoryBytes, guestMillicores, guestDiskBytes } = row
  return {
    ...{ oversellPercent, overuse, customers, guestMillicores },
    guestMemoryBytes: guestMemoryBytes === null ? null : Number(guestMemoryBytes),
    guestDiskBytes: guestDiskBytes === null ? null : Number(guestDiskBytes),
  }
}

export async function writeTerms(tx: Transaction, accountId: string, terms: PoolTerms): Promise<void> {
  const { guestMemoryBytes, guestDiskBytes, ...plain } = terms
  const data = {
    ...plain,
    guestMemoryBytes: guestMemoryBytes === null ? null : BigInt(guestMemoryBytes),
    guestDiskBytes: guestDiskBytes === null ? null : BigInt(guestDiskBytes),
  }
  await tx.poolTerms.upsert({ where: { accountId }, create: { accountId, ...data }, update: data })
}
