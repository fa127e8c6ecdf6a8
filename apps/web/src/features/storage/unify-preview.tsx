import { t } from '@/language/t.ts'
import type { GuestFilesRow } from '@/server/services/storage/model.ts'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { leftOutWords, planWords, unifyPlan } from './unify-plan.ts'

/** The guests a run would take with what each is predicted to free, and the total. */
export function UnifyPreview({
  guests,
  stopRunning,
}: {
  guests: readonly GuestFilesRow[]
  stopRunning: boolean
}) {
  const plan = unifyPlan(guests, stopRunning)
  return (
    <div className="rounded-xl border border-line">
      {plan.taken.length > 0 && (
        <div className="max-h-64 overflow-y-auto">
          <DataTable
            caption={t('Guests that are unified')}
            columns={columns()}
            rowKey={(row) => row.guestId ?? `host:${row.name}`}
            rows={plan.taken}
          />
        </div>
      )}
      <p aria-live="polite" className="border-t border-line px-5 py-3 text-sm font-medium first:border-t-0">
        {planWords(plan)}
        {!stopRunning && plan.running > 0 && (
          <span className="block font-normal text-faint">{leftOutWords(plan.running)}</span>
        )}
      </p>
    </div>
  )
}

const columns = (): Column<GuestFilesRow>[] => [
  {
    id: 'name',
    header: t('Guest'),
    cell: (row) => (
      <>
        <span className="font-medium">{row.name}</span>
        {!row.isStopped && <span className="text-sm text-faint"> · {t('is stopped for it')}</span>}
      </>
    ),
  },
  {
    id: 'predicted',
    header: t('Frees about'),
    align: 'right',
    cell: (row) =>
      row.predictedBytes === null ? (
        <span className="whitespace-nowrap text-faint">{t('not predicted')}</span>
      ) : (
        <>
          {formatBytes(row.predictedBytes)}
          {row.predictedAt && (
            <span className="block text-sm text-faint">
              <TimeAgo at={row.predictedAt} />
            </span>
          )}
        </>
      ),
  },
]
