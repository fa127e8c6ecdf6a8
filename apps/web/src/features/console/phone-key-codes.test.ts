import { expect, test } from 'vitest'
import { isWebAddress } from './link-dialog.tsx'
import { needsLook } from './paste-look.ts'
import { controlCode } from './phone-key-codes.ts'

test('Ctrl and a letter is the control character of that letter', () => {
  expect(controlCode('c')).toBe('\x03')
  expect(controlCode('Z')).toBe('\x1a')
  expect(controlCode('[')).toBe('\x1b')
  for (const key of ['', 'cc', '1', ' ', 'é']) expect(controlCode(key)).toBeNull()
})

test('only web pages are opened from what a guest prints', () => {
  expect(isWebAddress('https://example.test/a?b#c')).toBe(true)
  for (const address of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'vscode://x', 'x'])
    expect(isWebAddress(address)).toBe(false)
})

test('what would run at once is looked at before it is pasted', () => {
  expect(needsLook('ls -l')).toBe(false)
  expect(needsLook('rm -rf x\n')).toBe(true)
  expect(needsLook('one\rtwo')).toBe(true)
  expect(needsLook('ls \x1b[201~')).toBe(true)
})
