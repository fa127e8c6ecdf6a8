import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The panel's id of the request, so that one id is found in every log; a new one when it sent none. */
export function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id']
  return typeof given === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(given) ? given : randomUUID()
}
