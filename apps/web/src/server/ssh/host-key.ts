import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import ssh2 from 'ssh2'
import { fingerprintOf } from '../services/ssh-key/public-key.ts'

export type HostKey = { privateKey: string; publicKey: string; fingerprint: string }

/** Made at the first start; people who trusted it once must find it again. Written beside and linked, never half there. */
export function readOrCreateHostKey(file: string): HostKey {
  if (!existsSync(file)) {
    const part = `${file}.${randomBytes(4).toString('hex')}`
    const { private: made } = ssh2.utils.generateKeyPairSync('ed25519', { comment: 'vserver' })
    writeFileSync(part, made, { mode: 0o600, flush: true })
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
  if (key instanceof Error) throw new Error(`The SSH host key ${file} cannot be read: ${key.message}`)
  const blob = key.getPublicSSH()
  return { privateKey, publicKey: `${key.type} ${blob.toString('base64')}`, fingerprint: fingerprintOf(blob) }
}
