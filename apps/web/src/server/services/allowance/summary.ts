import type { ServiceContext } from '../../context.ts'
import { ownAccount } from '../guest/in-scope.ts'
import type { PoolLine } from './model.ts'
import { readPool } from './pool.ts'

export function summarizePool(ctx: ServiceContext): Promise<PoolLine[]> {
  return readPool(ctx.db, ownAccount(ctx.viewer))
}
