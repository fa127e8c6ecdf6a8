import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** Flags of authenticator data: user present, user verified, has key. Source: WebAuthn Level 3, 6.1. */
const FLAG = { present: 1, verified: 4, key: 64 }

/** A device with one ES256 key, as a browser speaks for it. `verified` false: nobody showed a finger. */
export function authenticator(origin: string) {
  const { hostname } = new URL(origin)
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const id = randomBytes(16)
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const siteHash = createHash('sha256').update(hostname).digest()
  let count = 0
  const data = (flags: number, rest = Buffer.alloc(0)) => {
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(++count)
    return Buffer.concat([siteHash, Buffer.from([flags]), counter, rest])
  }
  const client = (type: string, challenge: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }))
  const credential = {
    ...{ id: id.toString('base64url'), rawId: id.toString('base64url') },
    ...{ type: 'public-key' as const, clientExtensionResults: {} },
  }
  return {
    create: (challenge: string) => {
      const key = coseKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url'))
      const length = Buffer.from([0, id.length])
      const attested = Buffer.concat([Buffer.alloc(16), length, id, key])
      const authData = data(FLAG.present | FLAG.verified | FLAG.key, attested)
      const clientDataJSON = client('webauthn.create', challenge).toString('base64url')
      const attestationObject = attestation(authData).toString('base64url')
      return { ...credential, response: { clientDataJSON, attestationObject, transports: ['internal'] } }
    },
    use: (challenge: string, verified = true) => {
      const authData = data(FLAG.present | (verified ? FLAG.verified : 0))
      const clientData = client('webauthn.get', challenge)
      const signed = Buffer.concat([authData, createHash('sha256').update(clientData).digest()])
      const signature = sign('sha256', signed, privateKey).toString('base64url')
      const clientDataJSON = clientData.toString('base64url')
      return {
        ...credential,
        response: { clientDataJSON, authenticatorData: authData.toString('base64url'), signature },
      }
    },
  }
}

/** {1: EC2, 3: ES256, -1: P-256, -2: x, -3: y}. Source: RFC 9053, 7.1; RFC 8949. */
function coseKey(x: Buffer, y: Buffer): Buffer {
  const head = Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20])
  return Buffer.concat([head, x, Buffer.from([0x22, 0x58, 0x20]), y])
}

/** {fmt: "none", attStmt: {}, authData}. */
function attestation(authData: Buffer): Buffer {
  const text = (word: string) => Buffer.concat([Buffer.from([0x60 + word.length]), Buffer.from(word)])
  const bytes = Buffer.concat([Buffer.from([0x58, authData.length]), authData])
  return Buffer.concat([
    Buffer.from([0xa3]),
    ...[text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), bytes],
  ])
}
