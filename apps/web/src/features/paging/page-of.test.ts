import { expect, test } from 'vitest'
import { PageRequest } from '@/server/services/paging/model.ts'
import { pageOf, requestOf } from './page-of.ts'

test('a list asks for what its address says', () => {
  expect(requestOf(null, null)).toEqual({})
  expect(requestOf(' web ', '3')).toEqual({ query: 'web', page: 3 })
  expect(requestOf(['a', 'b'], ['2', '3'])).toEqual({})
})

test('what is no page is the first', () => {
  expect(['0', '-1', '1.5', 'two', '', null, 'NaN', 'Infinity'].map(pageOf)).toEqual(Array(8).fill(1))
})

test('whatever an address says, the server takes the request', () => {
  const requests = [requestOf('x'.repeat(300), '100001'), requestOf('   ', '1e300'), requestOf('x', '1e5')]
  for (const request of requests) expect(PageRequest.safeParse(request).error).toBeUndefined()
  const beyond = { query: 'x'.repeat(201), page: 100_001 }
  expect(PageRequest.safeParse(beyond).error?.issues.length, 'the bounds here are those of the server').toBe(
    2,
  )
  expect(requestOf('x'.repeat(201), '100001')).toEqual({ query: 'x'.repeat(200), page: 100_000 })
})
