import { currentLocale } from './current.ts'
import { sayMessage } from './message.ts'
import { messageOf, translate } from './t.ts'

/** What was said, to be said again to a reader of any language; a value may have been said itself. */
export type Sentence = {
  english: string
  values: { readonly [name: string]: string | number | Sentence }
}

/** Words that msg() marked, or what is known in English alone. */
export function inEnglish(english: string): Sentence {
  return { english, values: {} }
}

export function saySentence({ english, values }: Sentence): string {
  const parts = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'object' ? saySentence(value) : value,
  ])
  if (parts.length === 0) return translate(english)
  return sayMessage<never>(messageOf(english), Object.fromEntries(parts), currentLocale()).join('')
}
