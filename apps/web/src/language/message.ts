/**
 * The part of ICU MessageFormat in which the panel's sentences are written: {value}, {count, number}, plurals (=1, one,
 * other; # is the count), selections, and pairs of tags. A whole library weighs as much as all words of a page.
 * Source: ICU User Guide, Formatting Messages.
 */
export type Message = readonly Part[]
type Part =
  | string
  | { kind: 'count' }
  | { kind: 'value' | 'number'; name: string }
  | { kind: 'tag'; name: string; inner: Message }
  | { kind: 'plural' | 'select'; name: string; cases: Readonly<Record<string, Message>> }

const TEXT = /[^{}<#']+|[<#']/y
const TAG = /<(\/?)([A-Za-z][\w-]*)>/y
const SLOT = /\{\s*(\w+)\s*(?:,\s*(\w+)\s*(?:,\s*)?)?/y
const CASE = /\s*(=\d+|\w+)\s*\{/y
const END = /\s*\}/y

/** `isPlural`: # stands for the count only directly in a case of a plural. */
type Place = { isPlural: boolean }

export function parseMessage(source: string): Message {
  const reader = new Reader(source)
  const message = reader.parts({ isPlural: false })
  if (!reader.isAtEnd()) throw new Error(`This is no message: ${source}`)
  return message
}

class Reader {
  private at = 0
  private readonly source: string

  constructor(source: string) {
    this.source = source
  }

  isAtEnd(): boolean {
    return this.at === this.source.length
  }

  /** Up to the brace or tag that ends them. */
  parts(place: Place): Message {
    const parts: Part[] = []
    for (;;) {
      const part = this.part(place)
      if (part === null) return parts
      const last = parts.at(-1)
      if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
      else parts.push(part)
    }
  }

  private part(place: Place): Part | null {
    const tag = this.peek(TAG)
    if (tag) return tag[1] ? null : this.tag(tag, place)
    if (this.source[this.at] === '{') return this.slot()
    const text = this.take(TEXT)?.[0]
    if (text === '#' && place.isPlural) return { kind: 'count' }
    if (text === "'" && this.source[this.at] === "'") this.at += 1
    return text ?? null
  }

  private tag([opened, , name = '']: RegExpExecArray, place: Place): Part {
    this.at += opened.length
    const inner = this.parts(place)
    if (this.take(TAG)?.[0] !== `</${name}>`) throw new Error(`<${name}> has no end: ${this.source}`)
    return { kind: 'tag', name, inner }
  }

  private slot(): Part {
    const [, name = '', kind = 'value'] = this.take(SLOT) ?? []
    const part = this.slotOf(name, kind)
    if (!part || !this.take(END)) throw new Error(`{${name}} cannot be read: ${this.source}`)
    return part
  }

  private slotOf(name: string, kind: string): Part | null {
    if (kind === 'value' || kind === 'number') return { kind, name }
    return kind === 'plural' || kind === 'select'
      ? { kind, name, cases: this.cases(kind === 'plural') }
      : null
  }

  private cases(isPlural: boolean): Record<string, Message> {
    // A name that is chosen by may be anybody's: "constructor" is no case of its own.
    const cases: Record<string, Message> = Object.create(null)
    for (let found = this.take(CASE); found; found = this.take(CASE)) {
      cases[found[1] ?? ''] = this.parts({ isPlural })
      if (!this.take(END)) throw new Error(`A case has no end: ${this.source}`)
    }
    return cases
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const match = this.peek(pattern)
    if (match) this.at += match[0].length
    return match
  }

  private peek(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    return pattern.exec(this.source)
  }
}

/** What draws the words between a pair of tags is a function; anything else is put as it is. */
type Values<Drawn> = Readonly<
  Record<string, Drawn | string | number | ((inner: (Drawn | string)[]) => Drawn)>
>

export function sayMessage<Drawn>(
  message: Message,
  values: Values<Drawn>,
  locale: string,
): (Drawn | string)[] {
  return collect(message, { values, locale, count: null })
}

type Saying<Drawn> = { values: Values<Drawn>; locale: string; count: number | null }

/** Text that follows text is one text. */
function collect<Drawn>(message: Message, saying: Saying<Drawn>): (Drawn | string)[] {
  const said: (Drawn | string)[] = []
  say(message, saying, (drawn) => {
    const last = said.at(-1)
    if (typeof drawn === 'string' && typeof last === 'string') said[said.length - 1] = last + drawn
    else said.push(drawn)
  })
  return said
}

function say<Drawn>(message: Message, saying: Saying<Drawn>, put: (drawn: Drawn | string) => void): void {
  for (const part of message) {
    if (typeof part === 'string') put(part)
    else if (part.kind === 'count') put(numberIn(saying.locale, saying.count ?? 0))
    else if ('cases' in part) sayCase(part, saying, put)
    else put(drawn(part, saying))
  }
}

type Case = Extract<Part, { cases: unknown }>

function sayCase<Drawn>(part: Case, saying: Saying<Drawn>, put: (drawn: Drawn | string) => void): void {
  const value = givenFor(part.name, saying.values)
  const count = part.kind === 'plural' ? Number(value) : null
  const name = count === null ? String(value) : pluralOf(saying.locale, count)
  const chosen = part.cases[`=${count}`] ?? part.cases[name] ?? part.cases.other
  if (!chosen) throw new Error(`{${part.name}} has no case for ${name}`)
  say(chosen, { ...saying, count }, put)
}

function drawn<Drawn>(
  part: Extract<Part, { kind: 'value' | 'number' | 'tag' }>,
  saying: Saying<Drawn>,
): Drawn | string {
  const { values, locale } = saying
  const value = givenFor(part.name, values)
  if (part.kind === 'tag') {
    if (typeof value !== 'function') throw new Error(`Nothing draws <${part.name}>`)
    return (value as (inner: (Drawn | string)[]) => Drawn)(collect(part.inner, saying))
  }
  if (part.kind === 'number') return numberIn(locale, Number(value))
  return typeof value === 'number' ? String(value) : (value as Drawn | string)
}

function givenFor<Drawn>(name: string, values: Values<Drawn>): Values<Drawn>[string] {
  const value = values[name]
  if (value === undefined) throw new Error(`{${name}} is not given`)
  return value
}

const plurals = new Map<string, Intl.PluralRules>()
const numbers = new Map<string, Intl.NumberFormat>()

function pluralOf(locale: string, count: number): string {
  const rules = plurals.get(locale) ?? new Intl.PluralRules(locale)
  plurals.set(locale, rules)
  return rules.select(count)
}

function numberIn(locale: string, value: number): string {
  const format = numbers.get(locale) ?? new Intl.NumberFormat(locale)
  numbers.set(locale, format)
  return format.format(value)
}
