import type { Delivered, MonthAvailability } from '@vserver/core/availability/model'
import type { ServiceContext } from '../../context.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { spanOf } from '../sample/range.ts'

const MONTHS = 12

export type AvailabilityView = {
  /** The newest first. */
  months: MonthAvailability[]
  /** Of the last month. */
  delivered: Delivered
}

export async function getAvailability(ctx: ServiceContext, guest: ScopedGuest): Promise<AvailabilityView> {
  const [{ months }, delivered] = await askHostOf(ctx, guest, (agent, name) =>
    Promise.all([agent.availability(name, MONTHS), agent.delivered(name, spanOf(ctx, 'month'))]),
  )
  return { months: months.toSorted((a, b) => b.month.localeCompare(a.month)), delivered }
}
