import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import { msg } from '@/language/t.ts'
import type { Panel, Viewer } from '../context.ts'

/** How long a proof is good for; then a stolen session can read, and not destroy. */
const FRESH_MS = 10 * MINUTE_MS

export function isProved({ now }: Pick<Panel, 'now'>, { provedAt }: Pick<Viewer, 'provedAt'>): boolean {
  return provedAt !== null && now() - provedAt.getTime() < FRESH_MS
}

/** Source: RFC 9470, step-up authentication. */
export function requireProof(panel: Pick<Panel, 'now'>, viewer: Viewer): void {
  if (isProved(panel, viewer)) return
  throw new VserverError('REAUTH_NEEDED', 'The last proof of who this is, is too old.', {
    hint: msg('Enter your password or a code again, then repeat this.'),
  })
}
