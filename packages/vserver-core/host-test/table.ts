import { readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const DOCUMENTS = path.resolve(import.meta.dirname, '../../../docs')

export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Prints the document too. */
export function writeDocument(name: string, text: string): void {
  writeFileSync(path.join(DOCUMENTS, name), text)
  process.stdout.write(`${text}\n`)
}

/** The machine that the figures are from. */
export function machine(): string {
  const memory = /^MemTotal:\s+(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
  const gib = Math.round(Number(memory) / 1024 / 1024)
  return `Linux ${os.release()}, ${os.machine()}, ${os.cpus().length} CPUs, ${gib} GiB`
}
