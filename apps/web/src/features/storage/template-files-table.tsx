'use client'

import { t } from '@/language/t.ts'
import type { TemplateFilesRow } from '@/server/services/storage/model.ts'
import type { Column } from '@/ui/data-table.tsx'
import { EmptyState } from '@/ui/empty-state.tsx'
import { formatBytes } from '@/ui/format-bytes.ts'
import { formatCount } from '@/ui/format-cpu.ts'
import { SortableTable } from '@/ui/sortable-table.tsx'

/** What templates save by being shared, and what guests lose of it when they replace every file of theirs. */
export function TemplateFilesTable({ templates }: { templates: readonly TemplateFilesRow[] }) {
  if (templates.length === 0)
    return (
      <EmptyState icon="templates" title={t('No template was built')}>
        {t('Build one under Templates; its files are then shared by every guest made from it.')}
      </EmptyState>
    )
  return (
    <SortableTable
      caption={t('Files of templates')}
      columns={columns()}
      initial={{ id: 'saved', descending: true }}
      rowKey={(row) => row.id}
      rows={templates}
    />
  )
}

const bytes = (value: number | null) =>
  value === null ? (
    <span className="whitespace-nowrap text-faint">{t('not counted')}</span>
  ) : (
    formatBytes(value)
  )

const columns = (): Column<TemplateFilesRow>[] => [
  {
    id: 'name',
    header: t('Template'),
    sortBy: (row) => row.id,
    cell: (row) => (
      <>
        <span className="font-medium">{row.label}</span>
        <p className="text-sm text-faint">{row.id}</p>
      </>
    ),
  },
  {
    id: 'bytes',
    header: t('Size'),
    align: 'right',
    from: 'sm',
    sortBy: (row) => row.bytes ?? -1,
    cell: (row) => bytes(row.bytes),
  },
  {
    id: 'guests',
    header: t('Guests'),
    align: 'right',
    sortBy: (row) => row.guests,
    cell: (row) => formatCount(row.guests),
  },
  {
    id: 'saved',
    header: t('Saved'),
    align: 'right',
    sortBy: (row) => row.savedBytes ?? -1,
    cell: (row) => bytes(row.savedBytes),
  },
  {
    id: 'unshared',
    header: t('An upgrade un-shares'),
    align: 'right',
    from: 'md',
    sortBy: (row) => row.unsharedByUpgradeBytes ?? -1,
    cell: (row) =>
      row.unsharedByUpgradeBytes === null ? (
        <span className="whitespace-nowrap text-faint">{t('not counted')}</span>
      ) : (
        t('up to {size}', { size: formatBytes(row.unsharedByUpgradeBytes) })
      ),
  },
]
