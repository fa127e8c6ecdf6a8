import { z } from 'zod'
import { ShareName } from '../context/model.ts'

/** A directory of the host that guests of one owner see; kept in the agent's store. */
export const Share = z.strictObject({
  name: ShareName,
  /** Whoever used it first; guests of others do not find it. */
  owner: z.string().min(1).max(100),
  createdAt: z.iso.datetime(),
})
export type Share = z.infer<typeof Share>
