import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser'

/** A key of a catalogue with what it is in a language, and the file it stands in. */
export type Entry = { english: string; translation: string; file: string }

/** What is wrong with a translation; null when it says all that the English does. */
export function judgeTranslation(english: string, translation: string): string | null {
  if (translation.trim() === '') return 'is empty'
  const [wanted, has] = [partsOf(english), partsOf(translation)]
  if (typeof wanted === 'string') return `the English cannot be read: ${wanted}`
  if (typeof has === 'string') return `cannot be read: ${has}`
  const missing = [...wanted].filter((part) => !has.has(part))
  const added = [...has].filter((part) => !wanted.has(part))
  if (missing.length > 0) return `lacks ${missing.join(', ')}`
  return added.length > 0 ? `has ${added.join(', ')}, which the English has not` : null
}

/** The values and tags of a message that its caller does not give: saying it would throw. */
export function missingValues(english: string, given: readonly string[]): string[] {
  const parts = partsOf(english)
  if (typeof parts === 'string') return []
  return [...parts].filter((part) => !given.includes(part.slice(1, -1)))
}

/** Names of values and tags, with the kind where a plural or a choice is made; a sentence when it cannot be read. */
function partsOf(message: string): Set<string> | string {
  try {
    const parts = new Set<string>()
    collect(parse(message), parts)
    return parts
  } catch (error) {
    return (error as Error).message
  }
}

function collect(elements: MessageFormatElement[], parts: Set<string>): void {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue
    parts.add(element.type === TYPE.tag ? `<${element.value}>` : `{${element.value}}`)
    if (element.type === TYPE.tag) collect(element.children, parts)
    if (element.type === TYPE.plural || element.type === TYPE.select)
      for (const { value } of Object.values(element.options)) collect(value, parts)
  }
}
