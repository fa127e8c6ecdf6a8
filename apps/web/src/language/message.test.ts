import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { parseMessage, sayMessage } from './message.ts'

const COUNTS = [0, 1, 1234]
const LOCALES = { de: 'de', es: 'es' }

type Values = Record<string, string | number | ((inner: unknown[]) => string)>
/** Every value a sentence can ask for, with every name that it may choose by. */
const valuesOf = (sentence: string, count: number, choice: string): Values => {
  const names = [...sentence.matchAll(/\{\s*(\w+)\s*(?:,\s*(\w+))?/g)].map(([, name = '', kind]) => [
    name,
    kind === 'plural' || kind === 'number' ? count : kind === 'select' ? choice : `a ${name}`,
  ])
  const tags = [...sentence.matchAll(/<([a-z]\w*)>/gi)].map(([, name = '']) => [
    name,
    (inner: unknown[]) => `[${name}: ${inner.join('|')}]`,
  ])
  return Object.fromEntries([...names, ...tags])
}

function sentences(): { locale: string; sentence: string }[] {
  const all = Object.entries(LOCALES).flatMap(([language, locale]) => {
    const directory = path.join(import.meta.dirname, language)
    return readdirSync(directory).flatMap((file) => {
      const catalog: Record<string, string> = JSON.parse(readFileSync(path.join(directory, file), 'utf8'))
      return Object.entries(catalog).flatMap(([english, translation]) => [
        { locale: 'en-GB', sentence: english },
        { locale, sentence: translation },
      ])
    })
  })
  return [...new Map(all.map((one) => [`${one.locale} ${one.sentence}`, one])).values()]
}

test('every sentence of the panel is said as the whole of ICU MessageFormat says it', () => {
  const spoken = sentences().filter(({ sentence }) => /[{<]/.test(sentence))
  expect(spoken.length).toBeGreaterThan(500)
  for (const { locale, sentence } of spoken) {
    const whole = new IntlMessageFormat(sentence, locale)
    const own = parseMessage(sentence)
    const cases = sentence.includes('select') ? [...sentence.matchAll(/(\w+) \{/g)] : []
    for (const count of /plural|number/.test(sentence) ? COUNTS : [0])
      for (const choice of new Set(['unknown', ...cases.map(([, name = '']) => name)])) {
        const values = valuesOf(sentence, count, choice)
        const said = sayMessage<string>(own, values as never, locale).join('')
        expect(said, sentence).toBe([whole.format(values as never)].flat().join(''))
      }
  }
})

test('a sentence that cannot be read, or lacks a value, is refused', () => {
  for (const wrong of ['{name', 'a } b', '<a>b', '<a>b</c>', '{at, date}', '{count, plural, one {a}'])
    expect(() => parseMessage(wrong), wrong).toThrow()
  expect(() => sayMessage(parseMessage('{name}'), {}, 'en-GB')).toThrow('{name}')
})

test('a case is chosen by any name, also by one that every object knows', () => {
  const sentence = parseMessage('{name, select, web {ours} other {it}}')
  for (const name of ['constructor', '__proto__', 'toString', 'other'])
    expect(sayMessage(sentence, { name }, 'en-GB').join(''), name).toBe('it')
  expect(sayMessage(sentence, { name: 'web' }, 'en-GB').join('')).toBe('ours')
})

test('an apostrophe stays one, and a sign for a count is one outside of plurals', () => {
  const say = (sentence: string, values = {}) => sayMessage(parseMessage(sentence), values, 'en-GB').join('')
  expect(say("it's {name}''s #1", { name: 'Ada' })).toBe("it's Ada's #1")
  expect(
    say('{count, plural, =0 {none} one {<b>#</b> of {all}} other {# of {all}}}', {
      count: 1,
      all: 'two',
      b: String,
    }),
  ).toBe('1 of two')
})
