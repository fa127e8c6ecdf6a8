'use client'

import { t } from '@/language/t.ts'
import { cx } from '@/ui/cx.ts'
import { IconButton } from '@/ui/icon-button.tsx'
import { INPUT_CLASS, SELECT_CLASS } from '@/ui/input-class.ts'
import { BoxFaults } from './box-faults.tsx'
import type { ForwardDraft, RowFaults } from './firewall-draft.ts'
import { Box } from './rule-row.tsx'

const SELECT = cx(INPUT_CLASS, SELECT_CLASS)

/** One port of the host and where it leads to. */
export function ForwardRow({
  row,
  number,
  addresses,
  faults,
  onChange,
  onRemove,
}: {
  row: ForwardDraft
  number: number
  addresses: readonly string[]
  faults: RowFaults
  onChange: (part: Partial<ForwardDraft>) => void
  onRemove: () => void
}) {
  // One that the guest has lost stays visible, so that it can be changed.
  const offered = addresses.includes(row.guest) ? addresses : [row.guest, ...addresses]
  return (
    <div className="rounded-xl border border-line p-3">
      <div className="grid grid-cols-2 items-center gap-2 md:grid-cols-[6rem_minmax(0,1.3fr)_6.5rem_auto_minmax(0,1.3fr)_6.5rem_auto]">
        <select
          aria-label={t('Protocol of port {number}', { number })}
          className={SELECT}
          onChange={(event) => onChange({ protocol: event.target.value === 'udp' ? 'udp' : 'tcp' })}
          value={row.protocol}
        >
          <option value="tcp">TCP</option>
          <option value="udp">UDP</option>
        </select>
        <Box
          fault={faults.host}
          label={t('Address of the host of port {number}', { number })}
          onChange={(host) => onChange({ host })}
          placeholder={t('every address')}
          value={row.host}
        />
        <Box
          fault={faults.hostPort ?? faults.row}
          label={t('Port {number} of the host', { number })}
          onChange={(hostPort) => onChange({ hostPort })}
          placeholder="8080"
          value={row.hostPort}
        />
        <span className="text-sm text-faint max-md:hidden">{t('leads to')}</span>
        <select
          aria-label={t('Address of the guest of port {number}', { number })}
          className={cx(SELECT, 'font-mono max-md:col-span-2')}
          onChange={(event) => onChange({ guest: event.target.value })}
          value={row.guest}
        >
          {offered.map((address) => (
            <option key={address}>{address}</option>
          ))}
        </select>
        <Box
          fault={faults.guestPort}
          label={t('Port of the guest of port {number}', { number })}
          onChange={(guestPort) => onChange({ guestPort })}
          placeholder="80"
          value={row.guestPort}
        />
        <IconButton
          className="max-md:justify-self-end"
          icon="trash"
          label={t('Remove port {number}', { number })}
          onClick={onRemove}
        />
      </div>
      <BoxFaults faults={faults} />
    </div>
  )
}
