import { z } from 'zod'
import { msg } from '@/language/t.ts'

/** A pasted public key: one line of ~/.ssh/NAME.pub. */
export const SshKeyRequest = z.strictObject({
  name: z.string().trim().min(1, msg('Give it a name, such as the device it lies on.')).max(60),
  key: z.string().trim().min(1, msg('Paste the public key.')).max(10_000),
})
export type SshKeyRequest = z.infer<typeof SshKeyRequest>

export const SshKeyRef = z.object({ sshKeyId: z.string().min(1).max(64) })

export type SshKeyView = {
  id: string
  name: string
  type: string
  fingerprint: string
  createdAt: string
  lastUsedAt: string | null
}

/** Where the gateway listens, and how its host key is known. */
export type SshGateway = {
  /** Null: the name that the panel is reached by. */
  host: string | null
  port: number
  /** SHA256:… */
  fingerprint: string
  /** Type and key, as in a line of known_hosts. */
  publicKey: string
}

/** A password for one connection. */
export type SshCodeView = { code: string; expiresAt: string }
