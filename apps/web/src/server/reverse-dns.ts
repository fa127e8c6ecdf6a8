import { readFileSync } from 'node:fs'
import { VserverError } from '@vserver/core/errors'
import { z } from 'zod'
import { signedPost } from './signed-post.ts'

export type ReverseName = {
  address: string
  zone: string
  /** Null: it has none any more. */
  name: string | null
}

/** Who writes the names of addresses into a name server. */
export type ReverseDns = { set(entry: ReverseName): Promise<void> }

const Hook = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  secret: z.string().min(16, 'The secret must have at least 16 characters.'),
})

/** The web hook that a file of an administrator names; null when there is none. */
export function readReverseDns(file: string): ReverseDns | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const hook = Hook.safeParse(JSON.parse(text))
  if (hook.success) return reverseDnsHook(hook.data)
  throw new Error(`The file ${file} is not valid: ${z.prettifyError(hook.error)}`)
}

/**
 * Posts {address, zone, name, at} as JSON. The header x-vserver-signature is sha256= and the HMAC-SHA256 of the body
 * with the secret, in hexadecimal; an answer with status 2xx says that the name is written.
 */
export function reverseDnsHook({ url, secret }: z.infer<typeof Hook>): ReverseDns {
  return {
    set: async (entry) => {
      const body = { ...entry, at: new Date().toISOString() }
      const status = await signedPost({ url, secret, body, mayBePrivate: true }).catch((cause: unknown) => {
        throw refused(entry, 'did not answer', cause)
      })
      if (status < 200 || status > 299) throw refused(entry, `answered ${status}`)
    },
  }
}

function refused({ address }: ReverseName, what: string, cause?: unknown): VserverError {
  return new VserverError('INVALID_STATE', `The web hook for reverse names ${what}.`, {
    subject: address,
    hint: `The name server was not told: the web hook ${what}. Try again, or tell the administrator.`,
    cause,
  })
}
