import type { Transaction } from '@vserver/db'
import { type Month, monthOf } from './month.ts'

type Reader = Pick<Transaction, 'trafficDay'>

export async function usedIn(db: Reader, guestId: string, { from, until }: Month) {
  const { _sum } = await db.trafficDay.aggregate({
    where: { guestId, day: { gte: from, lt: until } },
    _sum: { inBytes: true, outBytes: true },
  })
  return { inBytes: Number(_sum.inBytes ?? 0n), outBytes: Number(_sum.outBytes ?? 0n) }
}

/** Both directions in the month of this moment. */
export async function usedNow(
  db: Reader,
  guestId: string,
  { at, resetDay }: { at: Date; resetDay: number },
): Promise<number> {
  const { inBytes, outBytes } = await usedIn(db, guestId, monthOf(at, resetDay))
  return inBytes + outBytes
}
