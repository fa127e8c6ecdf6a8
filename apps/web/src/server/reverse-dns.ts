import { createHmac } from 'node:crypto'
import { VserverError } from '@vserver/core/errors'
import { SECOND_MS } from '@vserver/core/units'

export type ReverseName = {
  address: string
  zone: string
  /** Null: it has none any more. */
  name: string | null
}

/** Who writes the names of addresses into a name server. */
export type ReverseDns = { set(entry: ReverseName): Promise<void> }

const ANSWER_MS = 10 * SECOND_MS

type Hook = { url: string; secret: string; now?: () => number }

/**
 * Posts {address, zone, name, at} as JSON. The header x-vserver-signature is sha256= and the HMAC-SHA256 of the body
 * with the secret, in hexadecimal; an answer with status 2xx says that the name is written.
 */
export function reverseDnsHook({ url, secret, now = Date.now }: Hook): ReverseDns {
  return {
    set: async (entry) => {
      const body = JSON.stringify({ ...entry, at: new Date(now()).toISOString() })
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      const headers = { 'content-type': 'application/json', 'x-vserver-signature': signature }
      const signal = AbortSignal.timeout(ANSWER_MS)
      const answer = await fetch(url, { method: 'POST', body, headers, signal, redirect: 'error' }).catch(
        (cause: unknown) => {
          throw refused(entry, 'did not answer', cause)
        },
      )
      await answer.body?.cancel()
      if (!answer.ok) throw refused(entry, `answered ${answer.status}`)
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
