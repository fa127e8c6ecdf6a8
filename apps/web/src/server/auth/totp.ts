import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { SECOND_MS } from '@vserver/core/units'

/** What every authenticator takes without asking. Source: RFC 6238, 4; RFC 4226, 4 (R6: 160 bits). */
const STEP_MS = 30 * SECOND_MS
const DIGITS = 6
const SECRET_BYTES = 20
/** A code of the half minute before and after is good too: clocks differ. */
const DRIFT_STEPS = 1
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** The half minute whose code this is; null when it is none of now. */
export function findStep(secret: Uint8Array, code: string, nowMs: number): number | null {
  const now = stepOf(nowMs)
  let found: number | null = null
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++)
    if (isSame(codeAt(secret, step), code)) found = step
  return found
}

export function stepOf(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS)
}

/** Source: RFC 4226, 5.3. */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const digest = createHmac('sha1', secret).update(counter).digest()
  const offset = digest.readUInt8(digest.length - 1) & 0xf
  const number = (digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS
  return String(number).padStart(DIGITS, '0')
}

/** What an authenticator reads from a picture. Source: Key URI format of Google Authenticator. */
export function totpAddress(secret: Uint8Array, email: string): string {
  const label = `VServer:${email}`
  const query = new URLSearchParams({ secret: base32(secret), issuer: 'VServer' })
  return `otpauth://totp/${encodeURIComponent(label)}?${query}`
}

/** Source: RFC 4648, 6, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET.charAt((value >>> (bits - 5)) & 31)
    value &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET.charAt((value << (5 - bits)) & 31) : text
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
