import { createHmac } from 'node:crypto'
import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { isPublicAddress } from '@vserver/core/address/model'
import { SECOND_MS } from '@vserver/core/units'
import { type Dispatcher, fetch, Agent as UndiciAgent } from 'undici'

const ANSWER_MS = 10 * SECOND_MS

export type SignedPost = {
  url: string
  secret: string
  body: unknown
  headers?: Record<string, string>
  /** False: an address that somebody of outside chose must not lead into networks that only the panel reaches. */
  mayBePrivate: boolean
}

/**
 * Posts the body as JSON. The header x-vserver-signature is sha256= and the HMAC-SHA256 of the body with the secret,
 * in hexadecimal. Answers with the status; a redirection is not followed, as it could lead anywhere.
 */
export async function signedPost({
  url,
  secret,
  body,
  headers = {},
  mayBePrivate,
}: SignedPost): Promise<number> {
  const text = JSON.stringify(body)
  const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
  if (!mayBePrivate) refuseLiteral(new URL(url).hostname)
  const dispatcher = mayBePrivate ? null : publicOnly()
  try {
    const answer = await fetch(url, {
      method: 'POST',
      body: text,
      headers: { ...headers, 'content-type': 'application/json', 'x-vserver-signature': signature },
      signal: AbortSignal.timeout(ANSWER_MS),
      redirect: 'error',
      ...(dispatcher && { dispatcher }),
    })
    await answer.body?.cancel()
    return answer.status
  } finally {
    await dispatcher?.destroy()
  }
}

/** The name is looked up once, and what was looked at is what is connected to: it cannot change in between. */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const open = (found ?? []).filter(({ address }) => isPublicAddress(address))
    const [first] = open
    if (error || !first) callback(error ?? notPublic(hostname), '')
    else if (options.all) callback(null, open)
    else callback(null, first.address, first.family)
  })
}

function publicOnly(): Dispatcher {
  return new UndiciAgent({ connect: { lookup: lookupPublic, timeout: ANSWER_MS } })
}

/** What is written as an address is not looked up. */
function refuseLiteral(hostname: string): void {
  const address = hostname.replace(/^\[|\]$/g, '')
  if (isIP(address) !== 0 && !isPublicAddress(address)) throw notPublic(hostname)
}

function notPublic(hostname: string): Error {
  return new Error(`${hostname} is not an address of the public Internet.`)
}
