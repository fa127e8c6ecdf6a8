import type { TopProcess } from '@vserver/core/hit/model'
import { t } from '@/language/t.ts'
import type { TimelineEntry } from '@/server/services/timeline/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCpuUse } from '@/ui/format-cpu.ts'
import { Moment } from '@/ui/time-ago.tsx'
import { badgeOf, entryWords } from './timeline-words.ts'

export function TimelineRows({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol aria-label={t('Timeline')} className="divide-y divide-line">
      {entries.map((entry) => (
        <li
          className="grid gap-x-4 gap-y-1 px-5 py-3 sm:grid-cols-[6.5rem_minmax(0,1fr)_auto]"
          data-kind={entry.kind}
          key={entry.id}
        >
          <span>
            <Badge tone={badgeOf(entry).tone}>{t(badgeOf(entry).label)}</Badge>
          </span>
          <div className="min-w-0 break-words">
            {entryWords(entry)}
            {entry.kind === 'hit' && <Processes processes={entry.hit.processes} />}
          </div>
          <span className="text-sm text-faint">
            <Moment at={new Date(entry.at).toISOString()} />
          </span>
        </li>
      ))}
    </ol>
  )
}

/** What ran then; names are chosen by the guest, so they are text and nothing else. */
function Processes({ processes }: { processes: readonly TopProcess[] }) {
  if (processes.length === 0) return null
  return (
    <ul aria-label={t('Processes at that moment')} className="mt-1 text-sm text-soft">
      {processes.map(({ pid, command, cpuMillicores, memoryBytes }) => (
        <li key={pid}>
          <span className="font-mono">{command}</span> ({pid}): {formatCpuUse(cpuMillicores)},{' '}
          {formatBytes(memoryBytes)}
        </li>
      ))}
    </ul>
  )
}
