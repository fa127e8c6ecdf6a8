import type { IsOwnOrigin } from '../auth/origin.ts'
import { bearerOf } from '../auth/token.ts'

/**
 * Other sites may not make a signed-in browser act: what changes something comes as JSON by POST from a page of
 * this panel (a form cannot send JSON, and mutations are refused by GET), and reads are not for other sites.
 */
export function refuseForeign(request: Request, isOwnOrigin: IsOwnOrigin): Response | null {
  // No browser sends this by itself.
  if (bearerOf(request.headers) !== null) return null
  const isRead = request.method === 'GET'
  const site = request.headers.get('sec-fetch-site')
  if (isRead) return site === 'cross-site' ? refuse(403) : null
  if (!isOwnOrigin(request.headers)) return refuse(403)
  const type = request.headers.get('content-type') ?? ''
  return /^application\/json(;|$)/i.test(type) ? null : refuse(415)
}

function refuse(status: 403 | 415): Response {
  const message =
    status === 403 ? 'The request does not come from a page of this panel.' : 'Send application/json.'
  return Response.json({ message }, { status, headers: { 'cache-control': 'no-store' } })
}
