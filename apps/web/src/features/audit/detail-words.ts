import { isErrorCode } from '@vserver/core/errors'
import { LimitChange } from '@vserver/core/limit/model'
import { messageFor } from '@/messages.ts'
import { formatBytesLimit } from '@/ui/format-bytes.ts'
import { formatCpuLimit } from '@/ui/format-cpu.ts'

/** The detail of an audit row for people: codes and limits are stored as programs write them. */
export function detailWords(detail: string): string {
  if (isErrorCode(detail)) return firstSentence(messageFor({ data: { vserver: { code: detail } } }))
  const change = parseChange(detail)
  return change ? changeWords(change) : detail
}

function firstSentence(message: string): string {
  return message.slice(0, message.indexOf('. ') + 1)
}

function parseChange(detail: string): LimitChange | null {
  try {
    return LimitChange.safeParse(JSON.parse(detail)).data ?? null
  } catch {
    return null
  }
}

function changeWords({ memoryBytes, cpuMillicores, cpuWeight, processes }: LimitChange): string {
  const parts = [
    memoryBytes !== undefined && `memory ${formatBytesLimit(memoryBytes)}`,
    cpuMillicores !== undefined && `processor ${formatCpuLimit(cpuMillicores)}`,
    cpuWeight !== undefined && `processor share ${cpuWeight}`,
    processes !== undefined && `processes ${processes ?? 'no limit'}`,
  ]
  return parts.filter(Boolean).join(', ')
}
