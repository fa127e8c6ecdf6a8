'use client'

import Link from 'next/link'
import { t } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import { Badge } from '@/ui/badge.tsx'
import { type Column, DataTable } from '@/ui/data-table.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatLoad } from '@/ui/format-cpu.ts'
import { Meter } from '@/ui/meter.tsx'
import { SelectTable } from '@/ui/select-table.tsx'
import { useMe } from '../session/me.tsx'
import { DiskCell } from '../storage/disk-cell.tsx'
import { EXCEEDED_WORDS } from '../traffic/traffic-words.ts'
import { GuestState } from './guest-state.tsx'

type GuestTableProps = {
  guests: readonly GuestView[]
  /** Both, or the guests cannot be chosen. */
  chosen?: ReadonlySet<string>
  onChoose?: (chosen: ReadonlySet<string>) => void
}

/** Customers see no customer column: all are theirs. Staff sees whose customer each is. */
export function GuestTable({ guests, chosen, onChoose }: GuestTableProps) {
  const { role } = useMe().user
  const shown = columns(role === 'admin' || role === 'support').filter(
    (column) => column.id !== 'customer' || role !== 'customer',
  )
  const table = { caption: t('Guests'), columns: shown, rowKey: ({ id }: GuestView) => id, rows: guests }
  if (!chosen || !onChoose) return <DataTable {...table} />
  return <SelectTable {...table} chosen={chosen} nameOf={({ name }) => name} onChoose={onChoose} />
}

const isAlive = (guest: GuestView) => guest.state === 'running'

const columns = (ofStaff: boolean): Column<GuestView>[] => [
  {
    id: 'name',
    header: t('Guest'),
    cell: (guest) => (
      <div className="min-w-28">
        <Link className="rounded font-medium hover:text-accent hover:underline" href={`/guests/${guest.id}`}>
          {guest.name}
        </Link>
        <p className="text-sm text-faint">
          {guest.templateLabel}
          {` · ${guest.plan.name}`}
          {guest.addresses[0] && <span className="font-mono text-[0.8125rem]"> · {guest.addresses[0]}</span>}
        </p>
        {guest.traffic.state === 'exceeded' && (
          <Badge tone="warn">{t(EXCEEDED_WORDS[guest.traffic.action ?? 'notify'])}</Badge>
        )}
      </div>
    ),
  },
  { id: 'state', header: t('State'), cell: (guest) => <GuestState state={guest.state} /> },
  {
    id: 'customer',
    header: t('Customer'),
    from: 'md',
    cell: (guest) => (
      <>
        {guest.customer.name}
        {ofStaff && <p className="text-sm text-faint">{guest.reseller.name}</p>}
      </>
    ),
  },
  {
    id: 'load',
    header: t('Load, 1 min'),
    align: 'right',
    from: 'sm',
    cell: (guest) => (isAlive(guest) && guest.latest ? formatLoad(guest.latest.load1) : '–'),
  },
  {
    id: 'memory',
    header: t('Memory'),
    from: 'sm',
    cell: (guest) =>
      isAlive(guest) && guest.latest ? (
        <div className="w-40">
          <Meter
            compact
            format={formatBytes}
            label={t('Memory')}
            limit={guest.limit.memoryBytes}
            value={guest.latest.memoryBytes}
          />
        </div>
      ) : (
        <span className="text-faint">
          {guest.limit.memoryBytes === null ? t('no limit') : formatBytes(guest.limit.memoryBytes)}
        </span>
      ),
  },
  { id: 'disk', header: t('Disk'), from: 'md', cell: (guest) => <DiskCell guest={guest} /> },
]
