import { expect, test } from 'vitest'
import { noKeysReason } from './browser-key.ts'

test('a page that was opened by an address or without TLS says why it has no passkeys', () => {
  for (const hostname of ['192.0.2.1', '[2001:db8::1]'])
    expect(noKeysReason({ hostname, isSecureContext: true })).toMatch('by its name')
  expect(noKeysReason({ hostname: 'panel.example.test', isSecureContext: false })).toMatch('HTTPS')
  expect(noKeysReason({ hostname: 'panel.example.test', isSecureContext: true })).toMatch('too old')
})
