type HeaderSource = { get(name: string): string | null }
export type OriginRule = { publicOrigin?: string | undefined; port: number }

/** Whether a request that changes something, or opens a socket, comes from a page of this panel. */
export type IsOwnOrigin = (headers: HeaderSource) => boolean

/**
 * Browsers always say Origin on POST and on WebSockets; who does not is refused. With a public origin only that
 * one counts; without, the page must have come from the address that is asked now.
 */
export function ownOrigin({ publicOrigin, port }: OriginRule): IsOwnOrigin {
  const trusted = trustedOrigins({ publicOrigin, port })
  return (headers) => {
    const site = headers.get('sec-fetch-site')
    if (site !== null && site !== 'same-origin') return false
    const origin = headers.get('origin')
    if (origin === null) return false
    if (trusted.includes(origin)) return true
    return publicOrigin === undefined && origin === `http://${headers.get('host')}`
  }
}

export function trustedOrigins({ publicOrigin, port }: OriginRule): string[] {
  if (!publicOrigin) return [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
  return [publicOrigin, ...byName(new URL(publicOrigin))]
}

/** A panel for this machine alone is asked by name too: passkeys need one. */
function byName({ protocol, hostname, port }: URL): string[] {
  const isLoopback = hostname === '127.0.0.1' || hostname === '[::1]'
  return isLoopback ? [`${protocol}//localhost${port ? `:${port}` : ''}`] : []
}
