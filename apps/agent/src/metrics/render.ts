import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { Family, Labels } from './families.ts'

/** OpenMetrics 1.0, or the text format that was before it. Source: openmetrics.io; prometheus.io, exposition formats. */
export type Format = 'openMetrics' | 'text'
export const CONTENT_TYPE = {
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  text: 'text/plain; version=0.0.4; charset=utf-8',
} as const satisfies Record<Format, string>

export type Labelled<Subject> = { labels: Labels; subject: Subject }

/** Lines in one go: beyond, requests get their turn. */
const LINES_AT_ONCE = 2000

/** The lines of these families, each family in one piece as both formats want it. */
export async function renderFamilies<Subject>(
  families: readonly Family<Subject>[],
  subjects: readonly Labelled<Subject>[],
  format: Format,
): Promise<string> {
  const pieces: string[] = []
  const prefixes = subjects.map(({ labels }) => textOf(labels))
  let lines = 0
  for (const family of families) {
    const sampleName = family.type === 'counter' ? `${family.name}_total` : family.name
    let piece = headOf(family, format)
    for (const [index, { subject }] of subjects.entries()) {
      piece += linesOf(sampleName, prefixes[index] ?? '', family.values(subject))
      if (++lines % LINES_AT_ONCE === 0) await yieldToOthers()
    }
    pieces.push(piece)
  }
  return pieces.join('')
}

function headOf({ name, type, unit, help }: Family<never>, format: Format): string {
  const isText = format === 'text'
  const familyName = isText && type === 'counter' ? `${name}_total` : name
  const unitLine = unit === undefined || isText ? '' : `# UNIT ${familyName} ${unit}\n`
  return `# TYPE ${familyName} ${type}\n${unitLine}# HELP ${familyName} ${help}\n`
}

function linesOf(name: string, prefix: string, values: ReturnType<Family<never>['values']>): string {
  if (values === null || values === undefined) return ''
  if (typeof values === 'number') return `${name}${prefix === '' ? '' : `{${prefix}}`} ${values}\n`
  let lines = ''
  for (const [labels, value] of values) {
    if (value === null || value === undefined) continue
    lines += `${name}{${prefix}${prefix === '' ? '' : ','}${textOf(labels)}} ${value}\n`
  }
  return lines
}

function textOf(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\\n]/g, escaped)}"`)
    .join(',')
}

function escaped(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`
}
