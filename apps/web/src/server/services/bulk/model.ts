import type { BulkPermit } from '@vserver/core/bulk/model'

/** What root types on the host to confirm it. */
export type BulkView = BulkPermit & { command: string }
