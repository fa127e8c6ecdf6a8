import { expect, test } from 'vitest'
import { base32, codeAt, findStep, stepOf, totpAddress } from './totp.ts'

/** RFC 6238, appendix B; the last six of the eight digits there. */
const SECRET = Buffer.from('12345678901234567890')
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const

test('codes are those of RFC 6238', () => {
  for (const [seconds, code] of VECTORS) expect(codeAt(SECRET, stepOf(seconds * 1000))).toBe(code)
})

test('a code is good for its half minute and the ones beside it, and for no other', () => {
  const nowMs = 1_234_567_890_000
  const step = stepOf(nowMs)
  for (const near of [-1, 0, 1])
    expect(findStep(SECRET, codeAt(SECRET, step + near), nowMs)).toBe(step + near)
  for (const far of [-3, -2, 2, 3]) expect(findStep(SECRET, codeAt(SECRET, step + far), nowMs)).toBeNull()
  for (const nonsense of ['', '00592', '0059240', '００５９２４'])
    expect(findStep(SECRET, nonsense, nowMs)).toBeNull()
})

test('secrets are written as authenticators read them', () => {
  for (const [plain, text] of [
    ['', ''],
    ['f', 'MY'],
    ['fo', 'MZXQ'],
    ['foo', 'MZXW6'],
    ['foob', 'MZXW6YQ'],
    ['fooba', 'MZXW6YTB'],
    ['foobar', 'MZXW6YTBOI'],
  ] as const)
    expect(base32(Buffer.from(plain))).toBe(text)
  expect(totpAddress(SECRET, 'a+b@example.test')).toBe(
    'otpauth://totp/VServer%3Aa%2Bb%40example.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=VServer',
  )
})
