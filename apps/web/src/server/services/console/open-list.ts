import { SECOND_MS } from '@vserver/core/units'

/** A connection that was not seen for so long is gone, with the process that carried it. */
export const SEEN_MS = 45 * SECOND_MS
