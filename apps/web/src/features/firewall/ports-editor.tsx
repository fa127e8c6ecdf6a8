'use client'

import { useState } from 'react'
import { t } from '@/language/t.ts'
import { errorInfo, messageFor } from '@/messages.ts'
import type { FirewallView } from '@/server/services/firewall/model.ts'
import { Button } from '@/ui/button.tsx'
import { Notice } from '@/ui/notice.tsx'
import {
  type ForwardDraft,
  judge,
  mistakesOf,
  newForward,
  noMore,
  toDraft,
  withTakenPort,
} from './firewall-draft.ts'
import { ForwardRow } from './forward-row.tsx'
import { useSetFirewall } from './use-firewall.ts'

type Props = {
  guestId: string
  firewall: FirewallView['firewall']
  addresses: readonly string[]
  onClose: () => void
}

export function PortsEditor({ guestId, firewall, addresses, onClose }: Props) {
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
