import type { Host } from '../host.ts'
import type { BulkPermit } from './model.ts'

/** The newest first. */
export async function listBulkPermits(host: Host): Promise<BulkPermit[]> {
  const permits = await host.bulk.list()
  return permits.toSorted((one, other) => other.askedAt.localeCompare(one.askedAt))
}
