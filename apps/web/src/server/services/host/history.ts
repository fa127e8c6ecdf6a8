import type { ServiceContext } from '../../context.ts'
import type { Range, SeriesView } from '../sample/model.ts'
import { POINTS, spanOf } from '../sample/range.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'

/** All figures of a host over a range. */
export async function getHostHistory(
  ctx: ServiceContext,
  host: HostRef,
  { range }: { range: Range },
): Promise<SeriesView> {
  const span = spanOf(ctx, range)
  return { ...(await hubOf(ctx, host.id).agent.hostRange({ ...span, points: POINTS })), ...span }
}
