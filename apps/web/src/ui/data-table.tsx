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
}

const FROM = { sm: 'max-sm:hidden', md: 'max-md:hidden', lg: 'max-lg:hidden' } as const

export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
}: {
  caption: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-[0.8125rem] text-faint">
            {columns.map((column) => (
              <th
                className={cx('px-5 py-2.5 font-medium whitespace-nowrap', place(column))}
                key={column.id}
                scope="col"
              >
                {column.hiddenHeader ? <span className="sr-only">{column.header}</span> : column.header}
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

function place<Row>(column: Column<Row>): string {
  return cx(column.align === 'right' && 'text-right tabular-nums', column.from && FROM[column.from])
}
