import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, expect, test } from 'vitest'
import { shareLanguages } from './current.ts'
import type { Catalog, Language } from './languages.ts'
import { msg, rich, t, translate } from './t.ts'

const GERMAN: Catalog = {
  Start: 'Starten',
  '{count, plural, one {# guest} other {# guests}}':
    '{count, plural, one {# virtueller Server} other {# virtuelle Server}}',
  'Read <a>this</a>.': 'Lies <a>das</a>.',
}

let language: Language = 'en'
shareLanguages({ catalogs: { de: GERMAN }, ofRequest: () => language })
afterEach(() => {
  language = 'en'
})

test('words without a translation are English, and those with one follow the language of the reader', () => {
  expect(t('Start')).toBe('Start')
  language = 'de'
  expect(t('Start')).toBe('Starten')
  expect(t('Stop')).toBe('Stop')
  expect(translate('Start')).toBe('Starten')
})

test('what somebody has named is said as it is, whatever objects know under that name', () => {
  for (const name of ['constructor', 'toString', '__proto__']) expect(translate(name)).toBe(name)
  language = 'de'
  for (const name of ['constructor', 'toString', '__proto__']) expect(translate(name)).toBe(name)
})

test('a count takes the plural of its language, and its digits', () => {
  const words = msg('{count, plural, one {# guest} other {# guests}}')
  expect(t(words, { count: 1 })).toBe('1 guest')
  expect(t(words, { count: 1200 })).toBe('1,200 guests')
  language = 'de'
  expect(t(words, { count: 1 })).toBe('1 virtueller Server')
  expect(t(words, { count: 1200 })).toBe('1.200 virtuelle Server')
})

test('an apostrophe stays one, with values and without', () => {
  expect(t("The guest's owner")).toBe("The guest's owner")
  expect(t("{name}'s guests", { name: 'Ada' })).toBe("Ada's guests")
})

test('a part of a sentence may be an element', () => {
  const parts = { a: (words: ReactNode[]) => createElement('b', null, ...words) }
  expect(renderToStaticMarkup(rich('Read <a>this</a>.', parts))).toBe('Read <b>this</b>.')
  language = 'de'
  expect(renderToStaticMarkup(rich('Read <a>this</a>.', parts))).toBe('Lies <b>das</b>.')
})
