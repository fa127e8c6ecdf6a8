import { translate } from '@/language/t.ts'
import type { Cast } from './cast.ts'

export type TextLine = { at: number; text: string }

const ESCAPE = String.raw`\x1b`
/** Escape sequences (ECMA-48, 5.4 and 5.6) and other control characters but the end of a line. */
const CONTROLS = new RegExp(
  [
    String.raw`${ESCAPE}\[[0-?]*[ -/]*[@-~]`,
    String.raw`${ESCAPE}[\]P^_][^\x07${ESCAPE}]*(?:\x07|${ESCAPE}\\)`,
    `${ESCAPE}[ -/]*[0-~]`,
    String.raw`[\x00-\x09\x0b-\x1f\x7f]`,
  ].join('|'),
  'g',
)

/** What was printed, as lines of plain text with the time at which each began: to read and to search. */
export function textLines(cast: Cast): TextLine[] {
  const lines: TextLine[] = []
  let begun: { at: number; raw: string } | null = null
  const end = () => {
    const text = begun ? plainText(begun.raw) : ''
    if (begun && text !== '') lines.push({ at: begun.at, text })
    begun = null
  }
  for (const { at, kind, data } of cast.events) {
    if (kind === 'm') {
      end()
      lines.push({ at, text: `[${translate(data)}]` })
    }
    if (kind !== 'o') continue
    for (const [index, piece] of data.split('\n').entries()) {
      if (index > 0) end()
      if (begun) begun = { at: begun.at, raw: begun.raw + piece }
      else if (piece !== '') begun = { at, raw: piece }
    }
  }
  end()
  return lines
}

/** Times of the lines that hold the words, whatever the case. */
export function findInLines(lines: readonly TextLine[], words: string): TextLine[] {
  const wanted = words.trim().toLowerCase()
  return wanted === '' ? [] : lines.filter(({ text }) => text.toLowerCase().includes(wanted))
}

/** A backspace takes the character before it along. */
function plainText(raw: string): string {
  let text = ''
  for (const char of raw
    .replaceAll('\b\x1b[K', '\b')
    .replace(CONTROLS, (found) => (found === '\b' ? found : '')))
    text = char === '\b' ? text.slice(0, -1) : text + char
  return text.trimEnd()
}
