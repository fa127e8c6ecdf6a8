import { currentLanguage } from '../current.ts'
import { inEnglish, type Sentence, saySentence } from '../sentence.ts'
import { msg, type Words } from '../t.ts'
import { FILES_SENTENCES } from './files.ts'
import { GUEST_SENTENCES } from './guest.ts'
import { HOST_SENTENCES } from './host.ts'
import { LIMIT_SENTENCES } from './limit.ts'
import { NETWORK_SENTENCES } from './network.ts'
import { OPERATION_SENTENCES } from './operation.ts'
import { TEMPLATE_SENTENCES } from './template.ts'

/** What hosts say to people. They speak English; a value is found again by where it stands in its sentence. */
const SENTENCES: readonly Words[] = [
  ...[GUEST_SENTENCES, HOST_SENTENCES, LIMIT_SENTENCES, NETWORK_SENTENCES].flat(),
  ...[FILES_SENTENCES, TEMPLATE_SENTENCES, OPERATION_SENTENCES].flat(),
]
const TWO = msg('{first} {rest}')
const OF_ONE = msg('{guest}: {fault}')

/** Values that are words themselves; all others are names and numbers. */
const WORDS = new Set(['limit', 'state'])
const SLOT = /\{(\w+)\}/

type Pattern = { english: Words; expression: RegExp; names: readonly string[]; literal: number }

const known = new Set<string>(SENTENCES)
/** By the first word; those that begin with a value are at ''. What has more words of its own goes first. */
const patterns = Map.groupBy(
  SENTENCES.filter((english) => SLOT.test(english))
    .map(toPattern)
    .sort((a, b) => b.literal - a.literal),
  ({ english }) => firstWord(english),
)

function toPattern(english: Words): Pattern {
  const parts = english.split(new RegExp(SLOT, 'g'))
  const names = parts.filter((_, index) => index % 2 === 1)
  const literals = parts.filter((_, index) => index % 2 === 0)
  const source = literals.map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+?)')
  return { english, names, expression: new RegExp(`^${source}$`), literal: literals.join('').length }
}

function firstWord(text: string): string {
  const [word = ''] = text.split(' ', 1)
  return word.includes('{') ? '' : word
}

/** In the reader's language, as far as the sentence is known. */
export function sayOfHost(text: string): string {
  if (currentLanguage() === 'en') return text
  const sentence = understand(text)
  return sentence ? saySentence(sentence) : text
}

/** Null: nobody has told the panel that a host says this. */
export function understand(text: string): Sentence | null {
  if (known.has(text)) return inEnglish(text)
  return inTwo(text) ?? byPattern(text) ?? ofOne(text)
}

/** A cause and what follows from it, which hosts put one after the other. */
function inTwo(text: string): Sentence | null {
  for (const { index } of text.matchAll(/(?<=\.) /g)) {
    const first = understand(text.slice(0, index))
    const rest = first && understand(text.slice(index + 1))
    if (rest) return { english: TWO, values: { first, rest } }
  }
  return null
}

function byPattern(text: string): Sentence | null {
  for (const { english, expression, names } of [
    ...(patterns.get(firstWord(text)) ?? []),
    ...(patterns.get('') ?? []),
  ]) {
    const found = expression.exec(text)
    if (!found) continue
    const values = names.map((name, index) => {
      const value = found[index + 1] ?? ''
      return [name, WORDS.has(name) ? inEnglish(value) : value]
    })
    return { english, values: Object.fromEntries(values) }
  }
  return null
}

/** Logs of work on many guests name each. */
function ofOne(text: string): Sentence | null {
  const [, guest = '', fault = ''] = /^(\S+): (.+)$/.exec(text) ?? []
  const why = fault && understand(fault)
  return why ? { english: OF_ONE, values: { guest, fault: why } } : null
}
