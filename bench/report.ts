import type { Peer } from './peers.ts'
import { pairedRatio, type Summary, summarize } from './statistics.ts'

export type Row = Summary & {
  name: string
  note: string
  /** Ours divided by this peer's, round by round; null for ourselves. */
  ratio: { median: number; low: number; high: number } | null
}
export type Comparison = { title: string; unit: 'ms'; rows: Row[] }

export function compare(title: string, readings: Map<string, number[]>, peers: Peer[]): Comparison {
  const ours = readings.get('vserver') ?? []
  const rows = [...readings].map(([name, values]) => ({
    name,
    note: peers.find((peer) => peer.name === name)?.note ?? '',
    ...summarize(values),
    ratio: name === 'vserver' ? null : pairedRatio(ours, values),
  }))
  return { title, unit: 'ms', rows }
}

export function renderTable({ title, unit, rows }: Comparison): string {
  const cells = rows.map((row) => [
    row.name,
    row.median.toFixed(2),
    row.min.toFixed(2),
    row.p95.toFixed(2),
    row.ratio
      ? `${row.ratio.median.toFixed(2)} (${row.ratio.low.toFixed(2)}-${row.ratio.high.toFixed(2)})`
      : '',
    row.note,
  ])
  const head = ['', `median ${unit}`, 'min', 'p95', 'ours / theirs', '']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => (row[column] ?? '').length)),
  )
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 || column === 5 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [`${title} (${rows[0]?.count ?? 0} rounds in turn)`, line(head), ...cells.map(line)].join('\n')
}
