import { createElement, Fragment, type ReactNode } from 'react'
import { catalogOf, currentLanguage, currentLocale, heardNow } from './current.ts'
import { type Message, parseMessage, sayMessage } from './message.ts'

type Values = Readonly<Record<string, string | number>>
/** A value, an element, or what draws the words between a pair of tags. */
type Parts = Readonly<Record<string, ReactNode | ((words: ReactNode[]) => ReactNode)>>

declare const marked: unique symbol
/** English words that msg() marked, for labels that are kept in a table or handed on before they are said. */
export type Words = string & { readonly [marked]: true }

/** Only words that stand in the code: what is put together at run time has no translation. */
type Literal<Text extends string> = Text extends Words ? Text : string extends Text ? never : Text

/**
 * The words in the reader's language. `english` is ICU MessageFormat and the key of its translations:
 * t('{count, plural, one {# guest} other {# guests}}', { count }). To be called while rendering or answering,
 * never when a module is loaded: the language is the request's.
 */
export function t<Text extends string>(english: Literal<Text>, values?: Values): string {
  const said = values ? sayMessage(messageOf(english), values, currentLocale()).join('') : translate(english)
  note(said, english, values)
  return said
}

function note(said: string, english: string, values: Values = {}): void {
  const heard = heardNow()
  if (!heard) return
  const kept = Object.entries(values).map(([name, value]) => {
    return [name, (typeof value === 'string' && heard.get(value)) || value]
  })
  heard.set(said, { english, values: Object.fromEntries(kept) })
}

/** Marks words that are said later: `const LABEL: Record<State, Words> = { on: msg('On') }`, then t(LABEL.on). */
export function msg<Text extends string>(english: Literal<Text>): Words {
  return english as string as Words
}

/** The same with parts that are elements: rich('Read <a>this</a>', { a: (words) => <b>{words}</b> }). */
export function rich<Text extends string>(english: Literal<Text>, parts: Parts): ReactNode {
  return createElement(Fragment, null, ...sayMessage<ReactNode>(messageOf(english), parts, currentLocale()))
}

/** What a host or the server said in English, where its sentence is known; else as it was said. */
export function translate(english: string): string {
  const catalog = catalogOf(currentLanguage())
  // A role may be called "constructor", which every object knows.
  return (Object.hasOwn(catalog, english) ? catalog[english] : undefined) ?? english
}

const messages = new Map<string, Message>()

export function messageOf(english: string): Message {
  const sentence = translate(english)
  let message = messages.get(sentence)
  if (!message) {
    message = parseMessage(sentence)
    messages.set(sentence, message)
  }
  return message
}
