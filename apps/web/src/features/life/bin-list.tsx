'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { GuestDeleteDialog } from '../guest/guest-delete-dialog.tsx'
import { useRestore } from './use-bin.ts'

/** Guests that can still be taken back. */
export function BinList() {
  const trpc = useTRPC()
  const guests = useQuery(trpc.guest.listBin.queryOptions())
  const [deleting, setDeleting] = useState<GuestView | null>(null)
  return (
    <Card flush>
      <QueryView query={guests}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon="trash" title="The bin is empty">
              A guest that is put into the bin lies here for a day and can be taken out as it was.
            </EmptyState>
          ) : (
            <ul aria-label="Guests in the bin" className="divide-y divide-line">
              {rows.map((guest) => (
                <BinRow guest={guest} key={guest.id} onDelete={() => setDeleting(guest)} />
              ))}
            </ul>
          )
        }
      </QueryView>
      {deleting && <GuestDeleteDialog guest={deleting} onClose={() => setDeleting(null)} />}
    </Card>
  )
}

function BinRow({ guest, onDelete }: { guest: GuestView; onDelete: () => void }) {
  const restore = useRestore()
  const until = guest.bin && new Date(guest.bin.purgeAt)
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium break-words">{guest.name}</p>
        <p className="text-sm text-faint">
          {guest.customer.name}
          {until && (
            <time dateTime={until.toISOString()} suppressHydrationWarning>
              {` · deleted on ${until.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}`}
            </time>
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          aria-label={`Take ${guest.name} out of the bin`}
          deniedReason={guest.denied.bin}
          onClick={() => restore.run(guest)}
          pending={restore.isPending}
          size="small"
        >
          Take out
        </Button>
        <Button
          aria-label={`Delete ${guest.name} now`}
          deniedReason={guest.denied.delete}
          onClick={onDelete}
          size="small"
        >
          Delete now…
        </Button>
      </div>
    </li>
  )
}
