import type { Limit } from '@vserver/core/limit/model'

export type LimitView = {
  /** As the host enforces it now. */
  limit: Limit
  /** As it was sold. */
  plan: Limit
}
