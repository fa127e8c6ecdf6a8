import type { Panel } from '../../context.ts'
import { SEAL_PURPOSE } from './check.ts'

/** Seals anew what was sealed under a former secret; one that no secret opens stays as it is. */
export async function resealFactors({
  db,
  sealer,
  logger,
}: Pick<Panel, 'db' | 'sealer' | 'logger'>): Promise<void> {
  for (const { userId, secret } of await db.secondFactor.findMany({
    select: { userId: true, secret: true },
  })) {
    if (sealer.isCurrent(secret)) continue
    try {
      const data = { secret: sealer.seal(SEAL_PURPOSE, sealer.open(SEAL_PURPOSE, secret)) }
      await db.secondFactor.updateMany({ where: { userId, secret }, data })
    } catch (error) {
      logger.error('secondFactor.reseal', { user: userId }, error)
    }
  }
}
