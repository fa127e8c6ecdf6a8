import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Figures line up at the right. */
  align?: 'right'
  /** Left out on narrow screens, where the first column must carry the essentials. */
  from?: 'sm' | 'md' | 'lg'
  /** The header is for screen readers only (buttons, menus). */
  hiddenHeader?: boolean
  /** What its rows are ordered by; without it the column cannot be ordered. */
  sortBy?: (row: Row) => number | string
}

export type SortOrder = { id: string; descending: boolean }
type Sorting = { order: SortOrder | null; onSort: (id: string) => void }

const FROM = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden' } as const

export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sorting,
}: {
  caption: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  sorting?: Sorting
}) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-[0.8125rem] text-faint">
            {columns.map((column) => (
              <th
                aria-sort={sorting && column.sortBy && ariaSort(sorting.order, column.id)}
                className={cx('px-5 py-2.5 font-medium whitespace-nowrap', place(column))}
                key={column.id}
                scope="col"
              >
                <Header column={column} sorting={sorting} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr className="transition-colors hover:bg-raised/50" key={rowKey(row)}>
              {columns.map((column) => (
                <td className={cx('px-5 py-3 align-middle', place(column))} key={column.id}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Header<Row>({ column, sorting }: { column: Column<Row>; sorting: Sorting | undefined }) {
  if (column.hiddenHeader) return <span className="sr-only">{column.header}</span>
  if (!sorting || !column.sortBy) return column.header
  const order = sorting.order?.id === column.id ? sorting.order : null
  return (
    <button
      className="relative rounded font-medium hover:text-ink"
      onClick={() => sorting.onSort(column.id)}
      type="button"
    >
      {column.header}
      {order && (
        <span aria-hidden="true" className="absolute left-full ml-1">
          {order.descending ? '↓' : '↑'}
        </span>
      )}
    </button>
  )
}

function ariaSort(order: SortOrder | null, id: string) {
  if (order?.id !== id) return 'none' as const
  return order.descending ? ('descending' as const) : ('ascending' as const)
}

function place<Row>(column: Column<Row>): string {
  return cx(column.align === 'right' && 'text-right tabular-nums', column.from && FROM[column.from])
}
