'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { PlanPreviewRow, PlanView } from '@/server/services/plan/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import type { Column } from '@/ui/data-table.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { SelectTable } from '@/ui/select-table.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { blockedWords, stepWords } from './plan-preview-words.ts'

/** Which guests get the newest version, with what changes for each before anything is done. */
export function PlanApplyDialog({ plan, onClose }: { plan: PlanView; onClose: () => void }) {
  const trpc = useTRPC()
  const preview = useQuery(trpc.plan.preview.queryOptions({ planId: plan.id }, { staleTime: 0 }))
  return (
    <Dialog
      onClose={onClose}
      title={t('Apply version {version} of plan {plan}', { version: plan.version, plan: plan.name })}
      wide
    >
      <QueryView query={preview}>{(rows) => <Review onClose={onClose} plan={plan} rows={rows} />}</QueryView>
    </Dialog>
  )
}

type ReviewProps = { plan: PlanView; rows: readonly PlanPreviewRow[]; onClose: () => void }

function Review({ plan, rows, onClose }: ReviewProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const [requestKey] = useState(() => crypto.randomUUID())
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(rows.filter((row) => blockedWords(row) === null).map(({ guestId }) => guestId)),
  )
  const start = useMutation(
    trpc.batch.start.mutationOptions({ onSuccess: ({ batchId }) => router.push(`/batches/${batchId}`) }),
  )
  const apply = () => start.mutate({ kind: 'applyPlan', planId: plan.id, guestIds: [...chosen], requestKey })
  return (
    <div className="space-y-4">
      <p className="text-soft">
        {t(
          'Each guest gets only what differs between its version and this one; limits that were chosen for a guest alone stay, and so do its addresses. Running guests are not stopped.',
        )}
      </p>
      {start.error && (
        <Notice live tone="bad">
          {messageFor(start.error)}
        </Notice>
      )}
      <div className="max-h-96 overflow-y-auto rounded-xl border border-line">
        <SelectTable
          caption={t('Guests on an older version')}
          chosen={chosen}
          columns={columns()}
          deniedReason={blockedWords}
          nameOf={({ name }) => name}
          onChoose={setChosen}
          rowKey={({ guestId }) => guestId}
          rows={rows}
        />
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={chosen.size === 0 ? t('Choose at least one guest.') : null}
          onClick={apply}
          pending={start.isPending}
          variant="primary"
        >
          {t('{count, plural, one {Apply to # guest} other {Apply to # guests}}', { count: chosen.size })}
        </Button>
      </DialogActions>
    </div>
  )
}

const columns = (): Column<PlanPreviewRow>[] => [
  {
    id: 'guest',
    header: t('Guest'),
    cell: (row) => (
      <>
        <span className="font-medium">{row.name}</span>
        <span className="block text-sm text-faint">
          {row.customerName} · {t('version {version}', { version: row.version })}
        </span>
      </>
    ),
  },
  {
    id: 'change',
    header: t('What changes'),
    cell: (row) => {
      const blocked = blockedWords(row)
      return (
        <>
          <span className="block first-letter:uppercase">{stepWords(row)}</span>
          {blocked && <span className="block text-sm text-warn">{blocked}</span>}
        </>
      )
    },
  },
]
