import type { ServiceContext } from '../../context.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { planNetwork } from '../plan/network.ts'
import type { TrafficView } from './model.ts'
import { type Month, monthOf } from './month.ts'

const DAYS_MAX = 31
const MONTHS_MAX = 12
const YEAR_DAYS = 400

export async function getTraffic({ db, now }: ServiceContext, guest: ScopedGuest): Promise<TrafficView> {
  const plan = planNetwork(guest.plan)
  const month = monthOf(new Date(now()), plan.trafficResetDay)
  const meter = await db.trafficMeter.findUnique({ where: { guestId: guest.id } })
  const rows = await db.trafficDay.findMany({
    where: { guestId: guest.id },
    orderBy: { day: 'desc' },
    take: YEAR_DAYS,
  })
  const days = rows
    .map(({ day, inBytes, outBytes }) => ({ day, inBytes: Number(inBytes), outBytes: Number(outBytes) }))
    .reverse()
  const months = sumByMonth(days, plan.trafficResetDay)
  const current = months.find(({ from }) => from === isoDay(month.from))
  return {
    month: {
      ...{ from: isoDay(month.from), until: isoDay(month.until) },
      ...{ inBytes: current?.inBytes ?? 0, outBytes: current?.outBytes ?? 0 },
      quotaBytes: guest.trafficBytes === null ? null : Number(guest.trafficBytes),
    },
    state: meter?.state ?? 'fine',
    action: meter?.action ?? null,
    plan: {
      quotaBytes: plan.trafficBytes,
      resetDay: plan.trafficResetDay,
      action: plan.trafficAction,
      throttleBits: plan.trafficThrottleBits,
    },
    days: days.slice(-DAYS_MAX).map((row) => ({ ...row, day: isoDay(row.day) })),
    months: months.slice(-MONTHS_MAX),
    bookedAt: meter?.bookedAt.toISOString() ?? null,
  }
}

type Day = { day: Date; inBytes: number; outBytes: number }

function sumByMonth(days: readonly Day[], resetDay: number): TrafficView['months'] {
  const sums = new Map<string, TrafficView['months'][number]>()
  for (const { day, inBytes, outBytes } of days) {
    const from = isoDay(monthOf(day, resetDay).from)
    const sum = sums.get(from) ?? { from, inBytes: 0, outBytes: 0 }
    sums.set(from, { from, inBytes: sum.inBytes + inBytes, outBytes: sum.outBytes + outBytes })
  }
  return [...sums.values()]
}

function isoDay(at: Month['from']): string {
  return at.toISOString().slice(0, 'YYYY-MM-DD'.length)
}
