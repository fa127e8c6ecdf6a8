import { currentLocale } from '@/language/current.ts'
import type { Column, SortOrder } from './data-table.tsx'

/** Numbers by size, words by the alphabet; what is equal keeps its order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Pick<Column<Row>, 'id' | 'sortBy'>[],
  order: SortOrder | null,
): readonly Row[] {
  const sortBy = columns.find(({ id }) => id === order?.id)?.sortBy
  if (!order || !sortBy) return rows
  const sign = order.descending ? -1 : 1
  return rows.toSorted((a, b) => sign * compare(sortBy(a), sortBy(b)))
}

/** The first press shows the largest, the second the smallest. */
export function nextOrder(order: SortOrder | null, id: string): SortOrder {
  return { id, descending: order?.id === id ? !order.descending : true }
}

function compare(a: number | string, b: number | string): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : String(a).localeCompare(String(b), currentLocale())
}
