import type { Readings } from './lanes.ts'
import type { Peer } from './peers.ts'
import { pairedRatio, type Ratio, type Summary, summarize } from './statistics.ts'

export type Row = Summary & {
  name: string
  note: string
  /** Each of ours divided by this peer, round by round; none for ourselves. */
  ratios: { ours: string; ratio: Ratio }[]
}
export type Comparison = { title: string; unit: 'ms'; rows: Row[] }

/** Single values that belong together. */
export type Figures = {
  title: string
  figures: { name: string; value: number; unit: string; note?: string }[]
}

/** Lines of words and figures, the first column names them. */
export type Table = { title: string; columns: string[]; lines: (string | number)[][] }

const isOurs = (name: string) => name.startsWith('vserver')

export function compare(title: string, readings: Readings, peers: Pick<Peer, 'name' | 'note'>[]): Comparison {
  const ours = [...readings].filter(([name]) => isOurs(name))
  const rows = [...readings].map(([name, values]) => ({
    name,
    note: peers.find((peer) => peer.name === name)?.note ?? '',
    ...summarize(values),
    ratios: isOurs(name)
      ? []
      : ours.map(([own, ownValues]) => ({ ours: own, ratio: pairedRatio(ownValues, values) })),
  }))
  return { title, unit: 'ms', rows }
}

export function render(result: Comparison | Figures | Table): string {
  if ('lines' in result) return renderTable(result)
  return 'rows' in result ? renderComparison(result) : renderFigures(result)
}

function renderTable({ title, columns, lines }: Table): string {
  const cells = lines.map((line) => line.map((cell) => (typeof cell === 'number' ? cell.toFixed(1) : cell)))
  return [title, ...align([columns, ...cells])].join('\n')
}

function renderComparison({ title, unit, rows }: Comparison): string {
  const ours = rows.filter((row) => isOurs(row.name)).map((row) => row.name)
  const head = ['', `median ${unit}`, 'min', 'p95', ...ours.map((name) => `${name} / it`), '']
  const cells = rows.map((row) => [
    row.name,
    ...[row.median, row.min, row.p95].map(short),
    ...ours.map((name) => renderRatio(row.ratios.find((entry) => entry.ours === name)?.ratio)),
    row.note,
  ])
  return [`${title} (${rows[0]?.count ?? 0} rounds in turn)`, ...align([head, ...cells])].join('\n')
}

function renderRatio(ratio: Ratio | undefined): string {
  if (ratio === undefined) return ''
  const [median, low, high] = [ratio.median, ratio.low, ratio.high].map(short)
  return `${median} (${low}-${high})`
}

/** A thousandth is worth its digits, as a ratio and as a time. */
const short = (value: number) => (value < 0.1 ? value.toPrecision(2) : value.toFixed(2))

function renderFigures({ title, figures }: Figures): string {
  const cells = figures.map(({ name, value, unit, note }) => [
    name,
    Number.isInteger(value) ? String(value) : value.toFixed(2),
    unit,
    note ?? '',
  ])
  return [title, ...align(cells)].join('\n')
}

/** The first column and the words after the figures to the left, the figures to the right. */
function align(lines: string[][]): string[] {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  const isText = (column: number) =>
    column === 0 || lines.every((line) => !/^[\d]/.test(line[column] ?? '') || column === widths.length - 1)
  return lines.map((line) =>
    line
      .map((cell, column) =>
        isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
}
