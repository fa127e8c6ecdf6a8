import { LIMIT_FIELDS } from '@vserver/core/limit/constants'
import type { Limit, LimitChange } from '@vserver/core/limit/model'

/** What differs, and nothing else: an absent field keeps its value. */
export function limitChange(before: Limit, after: Limit): LimitChange {
  const changed = LIMIT_FIELDS.filter((field) => after[field] !== before[field])
  return Object.fromEntries(changed.map((field) => [field, after[field]]))
}
