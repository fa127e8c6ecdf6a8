import { msg, type Words } from '@/language/t.ts'
import type { AllowanceKind } from './model.ts'

/** As they are called within a sentence; said by whoever answers a reader, and English in what is stored or mailed. */
export const ALLOWANCE_NAME = {
  guests: msg('guests'),
  runningGuests: msg('running guests'),
  memoryBytes: msg('memory'),
  cpuMillicores: msg('CPU'),
  diskBytes: msg('disk space'),
  inodes: msg('inodes'),
  addresses4: msg('IPv4 addresses'),
  addresses6: msg('IPv6 addresses'),
  trafficBytes: msg('traffic'),
} as const satisfies Record<AllowanceKind, Words>
