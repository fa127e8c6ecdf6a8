'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { messageFor } from '@/messages.ts'
import type { PowerKind } from '@/server/services/batch/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { Dialog, DialogActions } from '@/ui/dialog.tsx'
import { Notice } from '@/ui/notice.tsx'
import { BATCH_VERB } from '../batch/batch-words.ts'
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
  const verb = BATCH_VERB[kind].now
  const noun = able.length === 1 ? 'guest' : 'guests'
  return (
    <Dialog onClose={onClose} title={`${verb} ${able.length} ${noun}?`} wide>
      {start.error && (
        <Notice live tone="bad">
          {messageFor(start.error)}
        </Notice>
      )}
      <div className="max-h-96 overflow-y-auto rounded-xl border border-line">
        <DataTable caption="Chosen guests" columns={columnsOf(kind)} rowKey={({ id }) => id} rows={guests} />
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          deniedReason={able.length === 0 ? `None of them can be ${BATCH_VERB[kind].done}.` : null}
          onClick={() => start.mutate({ kind, guestIds: able.map(({ id }) => id), requestKey })}
          pending={start.isPending}
          variant="primary"
        >
          {verb} {able.length} {noun}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function columnsOf(kind: PowerKind): Column<GuestView>[] {
  return [
    {
      id: 'name',
      header: 'Guest',
      cell: ({ name, customer }) => (
        <>
          <span className="font-medium">{name}</span>
          <span className="block text-sm text-faint">{customer.name}</span>
        </>
      ),
    },
    { id: 'state', header: 'State', cell: ({ state }) => <GuestState state={state} /> },
    {
      id: 'will',
      header: 'What happens',
      cell: ({ denied }) =>
        denied[kind] === null ? (
          `is ${BATCH_VERB[kind].done}`
        ) : (
          <span className="text-soft">Left out: {denied[kind]}</span>
        ),
    },
  ]
}
