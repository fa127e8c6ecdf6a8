import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { VserverError } from '@vserver/core/errors'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const KEY_ID_BYTES = 6
/** What GCM is made for; a random one is safe for 2^32 values under one key (NIST SP 800-38D, 8.3). */
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** v1, the id of the secret it was sealed under, and nonce, ciphertext and tag in base64url. */
const SEALED = /^v1\.([\w-]{8})\.([\w-]+)$/

/** Keeps what the panel has to read again, and nobody who reads the database alone. */
export type Sealer = {
  /** What was sealed for one purpose cannot be opened for another: each has a key of its own. */
  seal(purpose: string, secret: string | Uint8Array): string
  /** Throws unless it was sealed for this purpose, under a secret that is still known, and is unchanged. */
  open(purpose: string, sealed: string): Buffer
  openText(purpose: string, sealed: string): string
  /** False: it is plain, or was sealed under a former secret, and is to be sealed anew. */
  isCurrent(sealed: string): boolean
}

/** The first secret seals; the others, which were first once, only open. */
export function createSealer(current: string, former: readonly string[] = []): Sealer {
  const byId = new Map([...former, current].map((secret) => [keyIdOf(secret), secret]))
  const currentId = keyIdOf(current)
  const open = (purpose: string, sealed: string) => {
    const [, keyId = '', body = ''] = SEALED.exec(sealed) ?? []
    const secret = byId.get(keyId)
    if (secret === undefined) throw cannotOpen(purpose)
    return decrypt(secret, purpose, Buffer.from(body, 'base64url'))
  }
  return {
    seal: (purpose, secret) => `v1.${currentId}.${encrypt(current, purpose, secret).toString('base64url')}`,
    open,
    openText: (purpose, sealed) => open(purpose, sealed).toString('utf8'),
    isCurrent: (sealed) => SEALED.exec(sealed)?.[1] === currentId,
  }
}

export function isSealed(value: string): boolean {
  return SEALED.test(value)
}

/** One on each line; none where there is no such file. */
export function readFormerSecrets(file: string): string[] {
  if (!existsSync(file)) return []
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.map((line) => line.trim()).filter((line) => line !== '')
}

function encrypt(secret: string, purpose: string, plain: string | Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyOf(secret, purpose), nonce, { authTagLength: TAG_BYTES })
  const body = Buffer.concat([cipher.update(plain as Uint8Array), cipher.final()])
  return Buffer.concat([nonce, body, cipher.getAuthTag()])
}

function decrypt(secret: string, purpose: string, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES)
  try {
    const decipher = createDecipheriv(CIPHER, keyOf(secret, purpose), nonce, { authTagLength: TAG_BYTES })
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(body), decipher.final()])
  } catch (cause) {
    throw cannotOpen(purpose, cause)
  }
}

/** The secret has full entropy, so that HKDF needs no salt (RFC 5869, 3.1); the purpose keeps the keys apart. */
function keyOf(secret: string, purpose: string): Buffer {
  return derive(secret, `vserver key ${purpose}`, KEY_BYTES)
}

/** Says which secret it was, and nothing about it. */
function keyIdOf(secret: string): string {
  return derive(secret, 'vserver key id', KEY_ID_BYTES).toString('base64url')
}

function derive(secret: string, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', info, bytes))
}

function cannotOpen(purpose: string, cause?: unknown): VserverError {
  return new VserverError('INTERNAL', 'A sealed value cannot be opened.', { subject: purpose, cause })
}
