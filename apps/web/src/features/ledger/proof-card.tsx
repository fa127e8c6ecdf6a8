'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { rich, t } from '@/language/t.ts'
import type { Drift, ProofView, Repair } from '@/server/services/ledger/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Notice } from '@/ui/notice.tsx'
import { TimeAgo } from '@/ui/time-ago.tsx'
import { useToast } from '@/ui/toast.tsx'
import { useFailureToast } from '../feedback/use-failure-toast.ts'
import { useMe } from '../session/me.tsx'
import { driftWords, REPAIR_WORDS } from './drift-words.ts'

/** Whether every number of the pools is right, and a button that finds out. */
export function ProofCard() {
  const trpc = useTRPC()
  const client = useQueryClient()
  const failed = useFailureToast()
  const isAdmin = useMe().user.role === 'admin'
  const last = useQuery(trpc.ledger.last.queryOptions(undefined, { enabled: isAdmin }))
  const proving = useMutation(
    trpc.ledger.prove.mutationOptions({
      onError: failed,
      onSettled: () => client.invalidateQueries(trpc.ledger.pathFilter()),
    }),
  )
  const proof = proving.data ?? last.data ?? null
  return (
    <Card
      action={
        <Button onClick={() => proving.mutate()} pending={proving.isPending} size="small">
          {t('Prove now')}
        </Button>
      }
      description={t('Compares what is reserved with what was sold, and with what the hosts enforce.')}
      title={t('Proof')}
    >
      <div aria-live="polite" className="space-y-4">
        {proof ? (
          <Outcome onRepaired={() => proving.mutate()} proof={proof} />
        ) : (
          <p className="text-sm text-soft">{t('Not proved yet.')}</p>
        )}
      </div>
    </Card>
  )
}

function Outcome({ proof, onRepaired }: { proof: ProofView; onRepaired: () => void }) {
  const at = (
    <>
      {rich('{guests, plural, one {One guest} other {# guests}} compared {time} in {ms} ms.', {
        guests: proof.guests,
        time: <TimeAgo at={proof.at.toISOString()} />,
        ms: proof.durationMs,
      })}
    </>
  )
  return (
    <>
      {proof.drifts.length === 0 ? (
        <Notice tone="good">
          {t('Everything agrees.')} {at}
        </Notice>
      ) : (
        <Notice tone="bad">
          {t('{count, plural, one {One thing does not agree.} other {# things do not agree.}}', {
            count: proof.drifts.length,
          })}{' '}
          {at}
        </Notice>
      )}
      {proof.unheard.length > 0 && (
        <Notice tone="warn">
          {t('{hosts} did not answer: what it enforces was not compared. Prove again when it does.', {
            hosts: proof.unheard.join(', '),
          })}
        </Notice>
      )}
      {proof.drifts.length > 0 && <Drifts drifts={proof.drifts} onRepaired={onRepaired} />}
    </>
  )
}

function Drifts({ drifts, onRepaired }: { drifts: readonly Drift[]; onRepaired: () => void }) {
  const columns: Column<Drift>[] = [
    {
      id: 'subject',
      header: t('Of'),
      cell: ({ guestName, accountName }) => (
        <>
          <span className="font-medium">{guestName ?? accountName}</span>
          {guestName && accountName && <span className="block text-sm text-faint">{accountName}</span>}
        </>
      ),
    },
    { id: 'words', header: t('What differs'), cell: driftWords },
    {
      id: 'repair',
      header: t('Repair'),
      hiddenHeader: true,
      align: 'right',
      cell: (drift) => <Repairs drift={drift} onRepaired={onRepaired} />,
    },
  ]
  return (
    <div className="-mx-5">
      <DataTable
        caption={t('What does not agree')}
        columns={columns}
        rowKey={(drift) =>
          [drift.kind, drift.accountId, drift.guestId, drift.guestName, drift.subject].join(' ')
        }
        rows={drifts}
      />
    </div>
  )
}

function Repairs({ drift, onRepaired }: { drift: Drift; onRepaired: () => void }) {
  const trpc = useTRPC()
  const toast = useToast()
  const failed = useFailureToast()
  const isAdmin = useMe().user.role === 'admin'
  const repairing = useMutation(
    trpc.ledger.repair.mutationOptions({ onError: failed, onSuccess: onRepaired }),
  )
  const { guestId } = drift
  if (guestId === null || drift.repairs.length === 0) return null
  const run = (repair: Repair) =>
    repairing.mutate({ guestId, repair }, { onSuccess: () => toast('good', t(REPAIR_WORDS[repair].done)) })
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {drift.repairs.map((repair) => (
        <Button
          deniedReason={isAdmin ? null : t('Only administrators repair the ledger; ask one.')}
          key={repair}
          onClick={() => run(repair)}
          pending={repairing.isPending}
          size="small"
        >
          {t(REPAIR_WORDS[repair].label)}
        </Button>
      ))}
    </div>
  )
}
