import { expect, test } from 'vitest'
import { ownOrigin } from './origin.ts'

const ask = (headers: Record<string, string>, publicOrigin?: string) =>
  ownOrigin({ publicOrigin, port: 3000 })(new Headers(headers))

test('only a page of this panel counts as its own', () => {
  expect(ask({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' })).toBe(true)
  expect(ask({ origin: 'http://localhost:3000', host: 'localhost:3000' })).toBe(true)
  expect(ask({ origin: 'http://192.0.2.1:3000', host: '192.0.2.1:3000' })).toBe(true)
  expect(ask({ origin: 'http://evil.test', host: '127.0.0.1:3000' })).toBe(false)
  expect(ask({ host: '127.0.0.1:3000' })).toBe(false)
  expect(ask({ origin: 'null', host: '127.0.0.1:3000' })).toBe(false)
  expect(ask({ origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-site' })).toBe(false)
})

test('with a public origin no other counts, also not the address that is asked', () => {
  const own = 'https://panel.example.test'
  expect(ask({ origin: own, host: 'panel.example.test' }, own)).toBe(true)
  expect(ask({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, own)).toBe(false)
})

test('a panel for this machine alone may be asked by name too, at its own port', () => {
  const own = 'http://127.0.0.1:8080'
  expect(ask({ origin: 'http://localhost:8080', host: 'localhost:8080' }, own)).toBe(true)
  expect(ask({ origin: 'http://localhost:8081', host: 'localhost:8081' }, own)).toBe(false)
  expect(ask({ origin: 'https://localhost:8080', host: 'localhost:8080' }, own)).toBe(false)
})
