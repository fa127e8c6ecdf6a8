import type { AllowanceKind } from '@/server/services/allowance/model.ts'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount, formatCpu } from '@/ui/format-cpu.ts'

type Words = { label: string; format: (amount: number) => string }

export const ALLOWANCE_WORDS = {
  guests: { label: 'Guests', format: formatCount },
  memoryBytes: { label: 'Memory', format: formatBytes },
  cpuMillicores: { label: 'Processor', format: formatCpu },
  diskBytes: { label: 'Disk', format: formatBytes },
  inodes: { label: 'Inodes', format: formatCount },
  addresses4: { label: 'IPv4 addresses', format: formatCount },
  addresses6: { label: 'IPv6 addresses', format: formatCount },
  trafficBytes: { label: 'Traffic a month', format: formatBytes },
} as const satisfies Record<AllowanceKind, Words>
