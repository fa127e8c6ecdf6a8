'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { errorInfo, messageFor } from '@/messages.ts'
import type { FirewallView } from '@/server/services/firewall/model.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { NetworkView } from '@/server/services/network/model.ts'
import { Button } from '@/ui/button.tsx'
import { Card } from '@/ui/card.tsx'
import { Notice } from '@/ui/notice.tsx'
import { QueryView } from '../feedback/query-view.tsx'
import {
  type ForwardDraft,
  judge,
  mistakesOf,
  newForward,
  noMore,
  toDraft,
  withTakenPort,
} from './firewall-draft.ts'
import { forwardWords } from './firewall-words.ts'
import { ForwardRow } from './forward-row.tsx'
import { useFirewall, useSetFirewall } from './use-firewall.ts'

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

type EditorProps = {
  guestId: string
  firewall: FirewallView['firewall']
  addresses: readonly string[]
  onClose: () => void
}

function PortsEditor({ guestId, firewall, addresses, onClose }: EditorProps) {
  const [rows, setRows] = useState<ForwardDraft[]>(() => toDraft(firewall).forwards)
  const save = useSetFirewall(guestId, onClose)
  const judged = judge({ ...toDraft(firewall), forwards: rows })
  const refusal = save.error ? errorInfo(save.error) : null
  const faults = withTakenPort(judged.faults, rows, refusal)
  const isAtRow = faults !== judged.faults
  const add = () => setRows([...rows, newForward(addresses[0] ?? '')])
  return (
    <section aria-label={t('Ports editor')} className="space-y-3">
      {rows.map((row, index) => (
        <ForwardRow
          addresses={addresses}
          faults={mistakesOf(row, faults.get(row.key) ?? {})}
          key={row.key}
          number={index + 1}
          onChange={(part) => setRows(rows.map((one) => (one.key === row.key ? { ...one, ...part } : one)))}
          onRemove={() => setRows(rows.filter((one) => one.key !== row.key))}
          row={row}
        />
      ))}
      {rows.length === 0 && <p className="text-sm text-soft">{t('No port leads to the guest.')}</p>}
      <Button deniedReason={noMore('forwards', rows.length)} icon="plus" onClick={add} size="small">
        {t('Add port')}
      </Button>
      {save.error && !isAtRow && (
        <Notice live tone="bad">
          {messageFor(save.error)}
        </Notice>
      )}
      <div className="flex flex-wrap gap-3 pt-2">
        <Button
          deniedReason={judged.firewall ? null : t('Fill in every port first, and correct what is marked.')}
          onClick={() => judged.firewall && save.mutate({ guestId, firewall: judged.firewall })}
          pending={save.isPending}
          variant="primary"
        >
          {t('Save ports')}
        </Button>
        <Button onClick={onClose}>{t('Cancel')}</Button>
      </div>
    </section>
  )
}
