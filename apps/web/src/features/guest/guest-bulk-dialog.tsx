'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import { messageFor } from '@/messages.ts'
import type { PowerKind } from '@/server/services/batch/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { BULK_WORDS } from './bulk-words.ts'
import { GuestState } from './guest-state.tsx'

type BulkProps = { kind: PowerKind; guests: readonly GuestView[]; onClose: () => void }

/** What will be done to which guest, and to which not and why, before it is done. */
export function GuestBulkDialog({ kind, guests, onClose }: BulkProps) {
  const trpc = useTRPC()
  const router = useRouter()
  const [requestKey] = useState(() => crypto.randomUUID())
  const start = useMutation(
    trpc.batch.start.mutationOptions({ onSuccess: ({ batchId }) => router.push(`/batches/${batchId}`) }),
  )
  const able = guests.filter(({ denied }) => denied[kind] === null)
  const [words, count] = [BULK_WORDS[kind], able.length]
  return (
    <Dialog onClose={onClose} title={t(words.ask, { count })} wide>
      {start.error && (
        <Notice live tone="bad">
          {messageFor(start.error)}
        </Notice>
      )}
      <div className="max-h-96 overflow-y-auto rounded-xl border border-line">
        <DataTable
          caption={t('Chosen guests')}
          columns={columnsOf(kind)}
          rowKey={({ id }) => id}
          rows={guests}
        />
      </div>
      <DialogActions>
        <Button onClick={onClose}>{t('Cancel')}</Button>
        <Button
          deniedReason={count === 0 ? t(words.none) : null}
          onClick={() => start.mutate({ kind, guestIds: able.map(({ id }) => id), requestKey })}
          pending={start.isPending}
          variant="primary"
        >
          {t(words.go, { count })}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function columnsOf(kind: PowerKind): Column<GuestView>[] {
  return [
    {
      id: 'name',
      header: t('Guest'),
      cell: ({ name, customer }) => (
        <>
          <span className="font-medium">{name}</span>
          <span className="block text-sm text-faint">{customer.name}</span>
        </>
      ),
    },
    { id: 'state', header: t('State'), cell: ({ state }) => <GuestState state={state} /> },
    {
      id: 'will',
      header: t('What happens'),
      cell: ({ denied }) =>
        denied[kind] === null ? (
          t(BULK_WORDS[kind].will)
        ) : (
          <span className="text-soft">{t('Left out: {reason}', { reason: denied[kind] })}</span>
        ),
    },
  ]
}
