import ssh2 from 'ssh2'

export type KeyPair = { private: string; public: string }

const generate = (): KeyPair => ssh2.utils.generateKeyPairSync('ed25519', { comment: 'vserver' })

/** ssh2 drops a leading zero of the public key: one of 256 of its pairs is malformed. Source: mscdex/ssh2 issue 1513. */
export function generateKeyPair(generateOnce = generate): KeyPair {
  for (let attempt = 0; attempt < 8; attempt++) {
    const pair = generateOnce()
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair
  }
  throw new Error('No SSH key could be made: every generated key was malformed')
}
