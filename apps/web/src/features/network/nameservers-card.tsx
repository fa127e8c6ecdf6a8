'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'

const NameserversEdit = openedLater(() =>
  import('./nameservers-edit.tsx').then((module) => module.NameserversEdit),
)

type Props = { guest: GuestView; view: NetworkView; deniedReason: string | null }

/** Whom the guest asks for names. */
export function NameserversCard({ guest, view, deniedReason }: Props) {
  const [editing, setEditing] = useState(false)
  const { nameservers } = view.network
  return (
    <Card
      action={
        !editing && (
          <Button deniedReason={deniedReason} onClick={() => setEditing(true)} size="small">
            {t('Change name servers')}
          </Button>
        )
      }
      title={t('Name servers')}
    >
      {editing ? (
        <NameserversEdit guest={guest} onClose={() => setEditing(false)} view={view} />
      ) : nameservers.length > 0 ? (
        <ol className="space-y-1 font-mono text-sm">
          {nameservers.map((address) => (
            <li key={address}>{address}</li>
          ))}
        </ol>
      ) : (
        <p className="text-sm text-soft">{t('Its own /etc/resolv.conf is left as it is.')}</p>
      )}
    </Card>
  )
}
