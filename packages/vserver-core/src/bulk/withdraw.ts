import type { Host } from '../host.ts'
import type { BulkPermitId } from './model.ts'

/** Whatever its state; what it allowed and was done stays done. NOT_FOUND when there is none. */
export async function withdrawBulkPermit(host: Host, id: BulkPermitId): Promise<void> {
  await host.bulk.withdraw(id)
}
