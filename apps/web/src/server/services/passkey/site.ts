import { isIP } from 'node:net'
import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'

export type Site = { origin: string; name: string }

/** The panel as the browser sees it; the origin was found to be our own before. */
export function siteOf(origin: string | null | undefined): Site {
  if (!origin)
    throw new VserverError('INVALID_INPUT', 'The request names no origin.', {
      hint: msg('Passkeys are used from a page of the panel.'),
    })
  const name = new URL(origin).hostname.replace(/^\[|\]$/g, '')
  // Source: WebAuthn Level 3, 5.1.2: the effective domain must be a domain, which an address is not.
  if (isIP(name) !== 0)
    throw new VserverError('UNSUPPORTED', 'Passkeys need a name, and the panel was opened by an address.', {
      subject: 'passkeys',
      hint: msg('Open the panel by its name (or as localhost): passkeys do not work with an address.'),
    })
  return { origin, name }
}
