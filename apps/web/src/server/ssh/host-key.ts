import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import ssh2 from 'ssh2'
import { fingerprintOf } from '../services/ssh-key/public-key.ts'
import { generateKeyPair } from './generate-key.ts'

export type HostKey = { privateKey: string; publicKey: string; fingerprint: string }

/** Made at the first start; people who trusted it once must find it again. Written beside and linked, never half there. */
export function readOrCreateHostKey(file: string): HostKey {
  if (!existsSync(file)) {
    const part = `${file}.${randomBytes(4).toString('hex')}`
    writeFileSync(part, generateKeyPair().private, { mode: 0o600, flush: true })
    try {
      linkSync(part, file)
    } catch (error) {
      if (!existsSync(file)) throw error // else another process was first
    } finally {
      rmSync(part)
    }
  }
  const privateKey = readFileSync(file, 'utf8')
  const key = ssh2.utils.parseKey(privateKey)
  if (key instanceof Error) {
    throw new Error(
      `The SSH host key ${file} cannot be read: ${key.message}. Restore it from a backup; moved away, a new one is made, which every SSH user will be warned of`,
    )
  }
  const blob = key.getPublicSSH()
  return { privateKey, publicKey: `${key.type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) }
}
