'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { openedLater } from '@/ui/opened-later.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import { forwardWords } from './firewall-words.ts'
import { useFirewall } from './use-firewall.ts'

const PortsEditor = openedLater(() => import('./ports-editor.tsx').then((module) => module.PortsEditor))

type Props = { guest: GuestView; view: NetworkView; deniedReason: string | null }

/** Ports of the host that lead to the guest: how one that is hidden behind the host is reached. */
export function PortsCard({ guest, view, deniedReason }: Props) {
  const query = useFirewall(guest.id)
  const [editing, setEditing] = useState(false)
  const denied =
    deniedReason ?? (view.addresses.length > 0 ? null : t('A port leads to an address: give it one first.'))
  return (
    <Card
      action={
        !editing && (
          <Button deniedReason={denied} onClick={() => setEditing(true)} size="small">
            {t('Edit ports')}
          </Button>
        )
      }
      description={t('Ports of the host that lead to this guest.')}
      title={t('Forwarded ports')}
    >
      <QueryView query={query}>
        {({ firewall }) =>
          editing ? (
            <PortsEditor
              addresses={view.addresses.map(({ address }) => address)}
              firewall={firewall}
              guestId={guest.id}
              onClose={() => setEditing(false)}
            />
          ) : firewall.forwards.length > 0 ? (
            <ul className="space-y-1 text-sm">
              {firewall.forwards.map((forward) => (
                <li key={forwardWords(forward)}>{forwardWords(forward)}</li>
              ))}
            </ul>
          ) : (
            <p className="text-sm text-soft">
              {view.network.nat
                ? t(
                    'None yet. The guest is hidden behind the host’s address, so nothing reaches it from outside without one.',
                  )
                : t('None. The guest is reached under its own addresses.')}
            </p>
          )
        }
      </QueryView>
    </Card>
  )
}
