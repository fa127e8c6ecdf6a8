import { expect, test } from 'vitest'
import { chooseLanguage } from './languages.ts'

test('a chosen language goes before what the browser asks for, and what nobody speaks is English', () => {
  const german = 'de-DE,de;q=0.9,en;q=0.8'
  expect(chooseLanguage({ cookie: 'a=1; vserver-language=es', acceptLanguage: german })).toBe('es')
  expect(chooseLanguage({ cookie: 'vserver-language=xx', acceptLanguage: german })).toBe('de')
  expect(chooseLanguage({ cookie: undefined, acceptLanguage: 'fr-FR,es;q=0.4,de;q=0.6' })).toBe('de')
  expect(chooseLanguage({ cookie: undefined, acceptLanguage: 'fr, de;q=0' })).toBe('en')
  expect(chooseLanguage({ cookie: undefined, acceptLanguage: undefined })).toBe('en')
})
