'use client'

import { type ComponentProps, useState } from 'react'
import { type Column, DataTable, type SortOrder } from './data-table.tsx'
import { nextOrder, sortRows } from './sort-rows.ts'

/** A table whose headers order its rows. */
export function SortableTable<Row>({
  initial,
  ...table
}: Omit<ComponentProps<typeof DataTable<Row>>, 'sorting'> & { columns: Column<Row>[]; initial: SortOrder }) {
  const [order, setOrder] = useState<SortOrder | null>(initial)
  const sorting = { order, onSort: (id: string) => setOrder((now) => nextOrder(now, id)) }
  return <DataTable<Row> {...table} rows={sortRows(table.rows, table.columns, order)} sorting={sorting} />
}
