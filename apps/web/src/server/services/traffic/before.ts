import { LimitChange } from '@vserver/core/limit/model'
import { z } from 'zod'

/** What an action changed, so that it can be undone. */
export const Before = z.object({
  networkOutBits: LimitChange.shape.networkOutBits,
  networkInBits: LimitChange.shape.networkInBits,
  isRunning: z.boolean().default(false),
})
