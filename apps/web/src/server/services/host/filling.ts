import type { ServiceContext } from '../../context.ts'
import { type Filling, fillingOf } from './full-at.ts'
import { getHostHistory } from './history.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'

/** How fast the storage of a host fills, by the last month. */
export async function getFilling(ctx: ServiceContext, host: HostRef): Promise<Filling | null> {
  const [info, series] = await Promise.all([
    hubOf(ctx, host.id).agent.info(),
    getHostHistory(ctx, host, { range: 'month' }),
  ])
  return fillingOf(series, info)
}
