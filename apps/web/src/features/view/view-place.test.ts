import { expect, test } from 'vitest'
import { ViewFilters } from '@/server/services/view/model.ts'
import { filtersOf, hrefOfAll, hrefOfView, isShown } from './view-place.ts'

const at = (query: string) => filtersOf(new URLSearchParams(query))
const view = {
  id: 'v',
  page: 'guests',
  name: 'Shops',
  filters: { q: 'a&b=c ü#/?' },
  isDefault: false,
} as const

test('a view leads to the address that it was saved at', () => {
  const { pathname, searchParams } = new URL(hrefOfView(view), 'https://panel.test')
  expect(pathname).toBe('/guests')
  expect(filtersOf(searchParams)).toEqual(view.filters)
  expect(isShown(view, filtersOf(searchParams))).toBe(true)
})

test.each([[''], ['q='], ['q=%20'], ['page=2'], [`q=${'a'.repeat(201)}`]])(
  'at ?%s there is nothing to save, and no view is shown',
  (query) => {
    expect(at(query)).toBeNull()
    expect(isShown(view, at(query))).toBe(false)
  },
)

test.each(['', ' ', 'a', ' a ', 'a'.repeat(200), 'a'.repeat(201)])(
  '%j is saved or not as the server takes it',
  (q) => {
    const taken = ViewFilters.safeParse({ q }).data ?? null
    expect(filtersOf(new URLSearchParams({ q }))).toEqual(taken)
  },
)

test('the page that was turned to is no part of a view', () => {
  expect(at('q=shop&page=3')).toEqual({ q: 'shop' })
})

test('all of a list has an address of its own, which is not the bare one', () => {
  const { search, searchParams } = new URL(hrefOfAll('guests'), 'https://panel.test')
  expect(search).not.toBe('')
  expect(filtersOf(searchParams)).toBeNull()
})
