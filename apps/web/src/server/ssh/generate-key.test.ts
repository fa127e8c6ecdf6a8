import ssh2 from 'ssh2'
import { expect, test } from 'vitest'
import { generateKeyPair, type KeyPair } from './generate-key.ts'

const MALFORMED: KeyPair = {
  private: '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n',
  public: 'ssh-ed25519 AAAA',
}

test('every pair is well formed, though one of 256 that ssh2 generates is not', () => {
  for (let n = 0; n < 2000; n++) {
    const pair = generateKeyPair()
    expect(ssh2.utils.parseKey(pair.private)).not.toBeInstanceOf(Error)
    expect(ssh2.utils.parseKey(pair.public)).not.toBeInstanceOf(Error)
  }
})

test('a malformed pair is thrown away, and it ends when there are only such', () => {
  const good = generateKeyPair()
  const pairs = [MALFORMED, MALFORMED, good]
  expect(generateKeyPair(() => pairs.shift() ?? MALFORMED)).toBe(good)
  expect(() => generateKeyPair(() => MALFORMED)).toThrow('malformed')
})
