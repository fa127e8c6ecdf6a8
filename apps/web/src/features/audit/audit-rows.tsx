import { roleWords } from '@/language/role-words.ts'
import { t } from '@/language/t.ts'
import type { AuditView } from '@/server/services/audit/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { actionParts } from './audit-words.ts'
import { detailWords, subjectWords } from './detail-words.ts'

/** Who did what to what, and how it went. */
export function AuditRows({ rows }: { rows: readonly AuditView[] }) {
  return (
    <ul className="divide-y divide-line border-line [header+div>&]:border-t">
      {rows.map((row) => (
        <li className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-5 py-3" key={row.id}>
          <p className="min-w-0 break-words">
            <span className="font-medium">{row.userName}</span>{' '}
            <span className="text-faint">({roleWords(row.role)})</span>{' '}
            {actionParts(
              row.action,
              <span className="font-medium">{subjectWords(row.action, row.subject)}</span>,
            )}
            {row.detail && row.detail !== row.subject && (
              <span className="text-soft"> · {detailWords(row.action, row.detail)}</span>
            )}
          </p>
          <p className="flex items-center gap-3 text-sm text-faint">
            {row.outcome === 'failed' && <Badge tone="bad">{t('Failed')}</Badge>}
            {row.outcome === 'running' && <Badge tone="accent">{t('Under way')}</Badge>}
            {row.outcome === null && <Badge tone="warn">{t('Outcome not known')}</Badge>}
            <TimeAgo at={row.at} />
          </p>
        </li>
      ))}
    </ul>
  )
}
