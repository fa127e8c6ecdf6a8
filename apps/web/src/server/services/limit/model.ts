import type { Limit, LimitUse } from '@vserver/core/limit/model'

export type LimitView = {
  /** As the host enforces it now. */
  limit: Limit
  /** As it was sold. */
  plan: Limit
}

/** Null: the guest does not run. */
export type LimitUseView = LimitUse | null
