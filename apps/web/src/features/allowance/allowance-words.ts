import { msg, type Words } from '@/language/t.ts'
import type { AllowanceKind } from '@/server/services/allowance/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'

type Look = { label: Words; format: (amount: number) => string }

export const ALLOWANCE_WORDS = {
  guests: { label: msg('Guests'), format: formatCount },
  runningGuests: { label: msg('Running guests'), format: formatCount },
  memoryBytes: { label: msg('Memory'), format: formatBytes },
  cpuMillicores: { label: msg('Processor'), format: formatCpu },
  diskBytes: { label: msg('Disk'), format: formatBytes },
  inodes: { label: msg('Inodes'), format: formatCount },
  addresses4: { label: msg('IPv4 addresses'), format: formatCount },
  addresses6: { label: msg('IPv6 addresses'), format: formatCount },
  trafficBytes: { label: msg('Traffic a month'), format: formatBytes },
} as const satisfies Record<AllowanceKind, Look>
