'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { useTRPC } from '@/trpc/client.tsx'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { dayWords } from './suspension-words.ts'
import { useRestore } from './use-bin.ts'

const GuestDeleteDialog = openedLater(() =>
  import('../guest/guest-delete-dialog.tsx').then((module) => module.GuestDeleteDialog),
)

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
            <EmptyState icon="trash" title={t('The bin is empty')}>
              {t('A guest that is put into the bin lies here for a day and can be taken out as it was.')}
            </EmptyState>
          ) : (
            <ul aria-label={t('Guests in the bin')} className="divide-y divide-line">
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
              {` · ${t('deleted on {date}', { date: dayWords(until) })}`}
            </time>
          )}
        </p>
      </div>
      <div className="flex gap-2">
        <Button
          aria-label={t('Take {name} out of the bin', { name: guest.name })}
          deniedReason={guest.denied.bin}
          onClick={() => restore.run(guest)}
          pending={restore.isPending}
          size="small"
        >
          {t('Take out')}
        </Button>
        <Button
          aria-label={t('Delete {name} now', { name: guest.name })}
          deniedReason={guest.denied.delete}
          onClick={onDelete}
          size="small"
        >
          {t('Delete now…')}
        </Button>
      </div>
    </li>
  )
}
