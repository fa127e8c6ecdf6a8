import type { AllowanceKind } from './model.ts'

/** As they are called within a sentence. */
export const ALLOWANCE_NAME = {
  guests: 'guests',
  memoryBytes: 'memory',
  cpuMillicores: 'CPU',
  diskBytes: 'disk space',
  inodes: 'inodes',
  addresses4: 'IPv4 addresses',
  addresses6: 'IPv6 addresses',
  trafficBytes: 'traffic',
} as const satisfies Record<AllowanceKind, string>
