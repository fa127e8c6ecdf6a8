import { expect, test } from 'vitest'
import { numberedNames } from './numbered-names.ts'
import { CreateSeveralForm } from './several-schema.ts'

const FORM = {
  ...{ customerId: 'c', planId: 'p', templateId: 'debian-12', initStyle: 'systemd' },
  ...{ pattern: 'web-##', first: 1, count: 3 },
}
const faults = (change: object) =>
  CreateSeveralForm.safeParse({ ...FORM, ...change }).error?.issues.map(({ path, message }) => [
    path.join('.'),
    message,
  ])

test('the number stands where the pattern has its signs, else at the end', () => {
  expect(numberedNames('web-##', { first: 9, count: 2 })).toEqual(['web-09', 'web-10'])
  expect(numberedNames('n#-eu', { first: 1, count: 2 })).toEqual(['n1-eu', 'n2-eu'])
  expect(numberedNames('node', { first: 0, count: 2 })).toEqual(['node0', 'node1'])
})

test('names that no guest may have are told at the pattern, also when only the last is too long', () => {
  expect(faults({})).toBeUndefined()
  expect(faults({ pattern: 'Web-#' })?.[0]?.[0]).toBe('pattern')
  expect(faults({ pattern: 'a#b#' })).toEqual([['pattern', expect.stringContaining('number')]])
  const long = `${'a'.repeat(38)}#`
  expect(faults({ pattern: long, first: 1, count: 9 })).toBeUndefined()
  expect(faults({ pattern: long, first: 1, count: 10 })?.[0]?.[0]).toBe('pattern')
})

test('one to fifty guests, by a whole number', () => {
  expect(faults({ count: 50 })).toBeUndefined()
  for (const count of [0, 51, 1.5, Number.NaN]) expect(faults({ count })?.[0]?.[0], `${count}`).toBe('count')
})
