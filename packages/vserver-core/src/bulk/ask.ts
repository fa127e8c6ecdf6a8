import type { Host } from '../host.ts'
import type { BulkAsk, BulkPermit } from './model.ts'

/** Only asks: root confirms on the host. NO_CAPACITY when too many permits are open. */
export async function askBulkPermit(host: Host, input: BulkAsk): Promise<BulkPermit> {
  return host.bulk.ask(input)
}
