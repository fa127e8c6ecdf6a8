import { VserverError } from '@vserver/core/errors'
import { type LimitChange, UNLIMITED } from '@vserver/core/limit/model'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { isGranted } from '../../policy.ts'

/** What puts a guest before those of other tenants, whatever these were sold. */
const AHEAD = {
  nice: (value: number) => value < UNLIMITED.nice,
  ioPriority: (value: number) => value < UNLIMITED.ioPriority,
  oomBias: (value: number) => value < UNLIMITED.oomBias,
} as const

/** A reseller may put its guests back, only an administrator may put one before the guests of others. */
export function requireFairPriority({ viewer }: ServiceContext, change: LimitChange): void {
  if (isGranted(viewer, 'limit.priority')) return
  for (const field of ['nice', 'ioPriority', 'oomBias'] as const) {
    const value = change[field]
    if (value === undefined || !AHEAD[field](value)) continue
    throw new VserverError('FORBIDDEN', `${viewer.role} may not raise ${field}.`, {
      subject: field,
      hint: t('Only an administrator may put a guest before the guests of others.'),
    })
  }
}
