import { createHash } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'

const RSA_BITS_MIN = 3072
const CURVES: Record<string, { curve: string; pointBytes: number }> = {
  'ecdsa-sha2-nistp256': { curve: 'nistp256', pointBytes: 65 },
  'ecdsa-sha2-nistp384': { curve: 'nistp384', pointBytes: 97 },
  'ecdsa-sha2-nistp521': { curve: 'nistp521', pointBytes: 133 },
}
const HINT = msg('Paste the line of the file that ends in .pub, such as ~/.ssh/id_ed25519.pub.')

export type PublicKey = { type: string; blob: Buffer; comment: string }

/** Reads one line as OpenSSH writes it. Sources: RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4. */
export function parsePublicKey(text: string): PublicKey {
  const line = text.trim()
  if (line.includes('PRIVATE KEY'))
    throw refused('This is a private key: keep it to yourself, and make a new one if others saw it.')
  if (/[\r\n]/.test(line)) throw refused('This is more than one line.')
  const [type = '', base64 = '', ...comment] = line.split(/[ \t]+/)
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw refused('This is not a public key.')
  const blob = Buffer.from(base64, 'base64')
  const parts = readParts(blob)
  if (parts[0]?.toString('latin1') !== type) throw refused('The key is not of the type that it says.')
  requireStrong(type, parts)
  return { type, blob, comment: comment.join(' ') }
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

/** Strings with their length before them, to the last byte. */
function readParts(blob: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < blob.length; ) {
    const end = at + 4 <= blob.length ? at + 4 + blob.readUInt32BE(at) : Number.POSITIVE_INFINITY
    if (end > blob.length) throw refused('The key is cut off.')
    parts.push(blob.subarray(at + 4, end))
    at = end
  }
  return parts
}

function requireStrong(type: string, [, first, second, ...rest]: Buffer[]): void {
  const curve = CURVES[type]
  const isWhole = rest.length === 0
  if (type === 'ssh-ed25519') {
    if (first?.length !== 32 || second || !isWhole) throw refused('The key is damaged.')
  } else if (type === 'ssh-rsa') {
    if (!first || !second || !isWhole) throw refused('The key is damaged.')
    const bits = bitsOf(second)
    if (bits < RSA_BITS_MIN)
      throw refused(
        `An RSA key needs ${RSA_BITS_MIN} bits; this one has ${bits}. Better: ssh-keygen -t ed25519`,
      )
  } else if (curve) {
    const isRight = first?.toString('latin1') === curve.curve && second?.length === curve.pointBytes
    if (!isRight || second?.[0] !== 4 || !isWhole) throw refused('The key is damaged.')
  } else
    throw refused(`Keys of the type ${type.slice(0, 40)} are not taken. Make one with: ssh-keygen -t ed25519`)
}

/** Of an mpint: without the zero byte that only says it is positive. */
function bitsOf(number: Buffer): number {
  const start = number.findIndex((byte) => byte !== 0)
  if (start < 0) return 0
  return (number.length - start - 1) * 8 + (32 - Math.clz32(number[start] ?? 0))
}

function refused(message: string): VserverError {
  return new VserverError('INVALID_INPUT', message, { subject: 'key', hint: HINT })
}
