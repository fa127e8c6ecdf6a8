'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { PowerKind } from '@/server/services/batch/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button } from '@/ui/button.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { BULK_WORDS } from './bulk-words.ts'
import { GuestTable } from './guest-table.tsx'

const GuestBulkDialog = openedLater(() =>
  import('./guest-bulk-dialog.tsx').then((module) => module.GuestBulkDialog),
)

const POWERS = Object.keys(BULK_WORDS) as PowerKind[]

/** The guests with boxes to choose them by, and a bar of what can be done to those that are chosen. */
export function GuestSelectTable({ guests }: { guests: readonly GuestView[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<PowerKind | null>(null)
  const picked = guests.filter(({ id }) => chosen.has(id))
  return (
    <>
      <GuestTable chosen={chosen} guests={guests} onChoose={setChosen} />
      {picked.length > 0 && (
        <div
          aria-label={t('Chosen guests')}
          className="sticky bottom-0 flex flex-wrap items-center gap-2 rounded-b-2xl border-t border-line bg-surface px-5 py-3"
          role="toolbar"
        >
          <span aria-live="polite" className="mr-auto text-soft">
            {t('{count} chosen', { count: picked.length })}
          </span>
          {POWERS.map((kind) => (
            <Button icon={kind} key={kind} onClick={() => setAsking(kind)} size="small">
              {t(BULK_WORDS[kind].begin)}
            </Button>
          ))}
          <Button onClick={() => setChosen(new Set())} size="small" variant="quiet">
            {t('Choose none')}
          </Button>
        </div>
      )}
      {asking && <GuestBulkDialog guests={picked} kind={asking} onClose={() => setAsking(null)} />}
    </>
  )
}
