import { createHash, randomBytes } from 'node:crypto'

/** Scanners of code find secrets by such a mark. */
const MARK = 'vst_'
const SECRET = /^vst_[\w-]{43}$/

export function newSecret(): { secret: string; hash: string } {
  const secret = `${MARK}${randomBytes(32).toString('base64url')}`
  return { secret, hash: hashSecret(secret) }
}

/** 256 random bits cannot be guessed from a hash, so that a slow one would add nothing. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

export function isSecret(text: string): boolean {
  return SECRET.test(text)
}
