import { expect, test } from 'vitest'
import { rank } from './rank.ts'

const entries = ['Overview', 'Übersicht', 'web-1', 'my-web', 'cobweb', 'Storage'].map((label) => ({
  label,
  also: label === 'Storage' ? 'Disks' : '',
}))
const found = (query: string) => rank(query, entries).map(({ label }) => label)

test('what begins with the query comes first, then what has a word that does, then what has it inside', () => {
  expect(found('web')).toEqual(['web-1', 'my-web', 'cobweb'])
  expect(found('WEB-1')).toEqual(['web-1'])
})

test('a whole name comes before longer ones that begin alike', () => {
  const labels = rank('shop', [{ label: 'shop two' }, { label: 'shop' }]).map(({ label }) => label)
  expect(labels).toEqual(['shop', 'shop two'])
})

test('accents and capitals do not matter, in the query or in the name', () => {
  expect(found('ubersicht')).toEqual(['Übersicht'])
  expect(found('ÜBER')).toEqual(['Übersicht'])
  expect(rank('A\u0308rger', [{ label: 'Ärger' }])).toHaveLength(1)
})

test('every word must fit, wherever it stands; other names find it too', () => {
  expect(found('1 web')).toEqual(['web-1'])
  expect(found('web 2')).toEqual([])
  expect(found('disk')).toEqual(['Storage'])
})

test('without a query all are there in their order', () => {
  expect(found('  ')).toEqual(entries.map(({ label }) => label))
})
