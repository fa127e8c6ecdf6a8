import type { Permission } from '../../policy.ts'
import type { BatchKind } from './model.ts'

/** What one must be allowed to do to each guest. */
export const RIGHT = {
  start: 'guest.start',
  stop: 'guest.stop',
  restart: 'guest.restart',
  applyPlan: 'limit.set',
  create: 'guest.create',
} as const satisfies Record<BatchKind, Permission>
