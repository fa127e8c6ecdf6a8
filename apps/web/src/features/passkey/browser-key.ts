import { t } from '@/language/t.ts'
import type { KeyAnswer, NewKeyAnswer } from '@/server/services/passkey/model.ts'

/** Null when the person turned the browser's question down, or there is no key for this panel. */
export async function createKey(
  options: PublicKeyCredentialCreationOptionsJSON,
): Promise<NewKeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const made = await navigator.credentials.create({ publicKey }).catch(notNow)
  return toJson(made) as NewKeyAnswer | null
}

export async function askKey(options: PublicKeyCredentialRequestOptionsJSON): Promise<KeyAnswer | null> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const used = await navigator.credentials.get({ publicKey }).catch(notNow)
  return toJson(used) as KeyAnswer | null
}

/** Why there can be no passkeys on this page; null = there can. Browsers have them on secure pages with a name. */
export function noKeysReason({ hostname, isSecureContext }: { hostname: string; isSecureContext: boolean }) {
  if (/^[\d.]+$/.test(hostname) || hostname.includes(':'))
    return t('Passkeys need a name: open the panel by its name instead of its address.')
  if (!isSecureContext) return t('Passkeys need HTTPS.')
  return typeof PublicKeyCredential === 'undefined' || !('parseRequestOptionsFromJSON' in PublicKeyCredential)
    ? t('This browser is too old for passkeys.')
    : null
}

function notNow(error: unknown): null {
  if (error instanceof DOMException) return null
  throw error
}

function toJson(credential: Credential | null): unknown {
  return credential instanceof PublicKeyCredential ? credential.toJSON() : null
}
