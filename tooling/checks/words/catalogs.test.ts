import { expect, test } from 'vitest'
import { judgeTranslation, missingValues } from './catalogs.ts'

test('a translation has the values and the parts of the English, and can be read', () => {
  expect(judgeTranslation('Delete {name}', '{name} löschen')).toBeNull()
  expect(judgeTranslation('Delete {name}', 'Löschen')).toBe('lacks {name}')
  expect(judgeTranslation('Read <a>it</a>', 'Lies es')).toBe('lacks <a>')
  expect(judgeTranslation('Start', 'Starte {name}')).toBe('has {name}, which the English has not')
  expect(judgeTranslation('Start', ' ')).toBe('is empty')
  expect(judgeTranslation('Start {name}', 'Starte {name')).toMatch(/cannot be read/)
  const plural = '{count, plural, one {# guest} other {# guests}}'
  expect(judgeTranslation(plural, '{count, plural, one {# Gast} other {# Gäste}}')).toBeNull()
})

test('a message that is said without one of its values or parts is found', () => {
  const message = '{count, plural, one {# guest of {name}} other {# guests of {name}}}, <a>see</a>'
  expect(missingValues(message, ['count', 'name', 'a'])).toEqual([])
  expect(missingValues(message, ['count'])).toEqual(['{name}', '<a>'])
})
