'use client'

import { t } from '@/language/t.ts'
import { type Column, DataTable } from './data-table.tsx'

type SelectTableProps<Row> = {
  caption: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** What a row's box is called to a screen reader. */
  nameOf: (row: Row) => string
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
  /** Why a row cannot be chosen; null = it can. */
  deniedReason?: (row: Row) => string | null
}

/** A table whose rows are ticked, one by one or all that can be. */
export function SelectTable<Row>({
  nameOf,
  chosen,
  onChoose,
  deniedReason = () => null,
  ...table
}: SelectTableProps<Row>) {
  const { rows, rowKey, columns } = table
  const free = rows.filter((row) => deniedReason(row) === null).map(rowKey)
  const isAll = free.length > 0 && free.every((key) => chosen.has(key))
  const toggle = (key: string) => {
    const next = new Set(chosen)
    if (!next.delete(key)) next.add(key)
    onChoose(next)
  }
  const box: Column<Row> = {
    id: 'chosen',
    header: t('Chosen'),
    hiddenHeader: true,
    cell: (row) => {
      const key = rowKey(row)
      const denied = deniedReason(row)
      return (
        <input
          aria-label={t('Choose {name}', { name: nameOf(row) })}
          checked={chosen.has(key)}
          className="size-4 accent-accent"
          disabled={denied !== null}
          onChange={() => toggle(key)}
          title={denied ?? undefined}
          type="checkbox"
        />
      )
    },
  }
  return (
    <>
      <label className="flex items-center gap-2.5 border-b border-line px-5 py-2.5 text-sm text-soft">
        <input
          checked={isAll}
          className="size-4 accent-accent"
          disabled={free.length === 0}
          onChange={() => onChoose(new Set(isAll ? [] : free))}
          type="checkbox"
        />
        {t('All ({count})', { count: free.length })}
      </label>
      <DataTable {...table} columns={[box, ...columns]} />
    </>
  )
}
