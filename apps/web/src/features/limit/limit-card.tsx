'use client'

import type { Limit } from '@vserver/core/limit/model'
import { useState } from 'react'
import { msg, t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { useNow } from '@/ui/use-now.ts'
import { useMe } from '../session/me.tsx'
import { unenforcedWords } from '../storage/enforcement-words.ts'
import { limitLines } from './limit-words.ts'

const LimitForm = openedLater(() => import('./limit-form.tsx').then((module) => module.LimitForm))

const DESCRIPTION = {
  admin: msg('Changes take effect at once.'),
  reseller: msg('Changes take effect at once.'),
  customer: msg('Set by your provider.'),
  support: msg('Set by the reseller.'),
} as const

/** What the host enforces now; sellers may change it, also while the guest runs. */
export function LimitCard({ guest }: { guest: GuestView }) {
  const { role } = useMe().user
  const [editing, setEditing] = useState(false)
  const mayEdit = role === 'reseller' || role === 'admin'
  return (
    <Card
      action={
        mayEdit &&
        !editing && (
          <Button deniedReason={guest.denied.setLimit} onClick={() => setEditing(true)} size="small">
            {t('Change')}
          </Button>
        )
      }
      description={t(DESCRIPTION[role])}
      title={t('Limits')}
    >
      {editing ? (
        <LimitForm guest={guest} onClose={() => setEditing(false)} />
      ) : (
        <EnforcedLines guest={guest} />
      )}
    </Card>
  )
}

/** A disk limit that nothing holds the guest to says so beside its number. */
function EnforcedLines({ guest: { limit, disk } }: { guest: GuestView }) {
  const now = useNow(15_000)
  const noteOf = (of: 'space' | 'inodes', its: number | null) =>
    disk && its !== null ? unenforcedWords(disk, of, now) : null
  const notes = {
    diskBytes: noteOf('space', limit.diskBytes),
    inodes: noteOf('inodes', limit.inodes),
  }
  return <LimitLines limit={limit} notes={notes} />
}

type Notes = Partial<Record<keyof Limit, string | null>>

export function LimitLines({ limit, notes = {} }: { limit: Limit; notes?: Notes }) {
  return (
    <dl className="space-y-2 text-sm">
      {limitLines(limit).map(({ field, label, value }) => (
        <div className="flex justify-between gap-4" key={field}>
          <dt className="text-soft">{label}</dt>
          <dd className="text-right font-medium tabular-nums">
            {value}
            {notes[field] && <span className="block text-warn">{notes[field]}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
