import { msg, t } from '@/language/t.ts'
import { askKey } from '../passkey/browser-key.ts'
import { postAuth } from './post-auth.ts'

/** better-auth's own endpoints; everything else goes through tRPC. */
const SIGN_IN = '/api/auth/sign-in/email'
const SECOND_STEP = '/api/auth/second-step/verify'
const PASSKEY_ASK = '/api/auth/passkey/ask'
const PASSKEY_SIGN_IN = '/api/auth/passkey/sign-in'
const NO_ANSWER = msg('The panel did not answer. Check your connection and try again.')

const NO_KEY = msg('No passkey of this panel was given. Try again, or sign in with your password.')

export type SignInResult = { ok: true; secondStep: boolean } | { ok: false; message: string }

/** One sentence per kind of refusal; it never says whether the e-mail address is known. */
export async function signIn(email: string, password: string): Promise<SignInResult> {
  try {
    const response = await postAuth(SIGN_IN, { email, password })
    if (!response.ok) return { ok: false, message: refusal(response.status, retryAfter(response)) }
    const { secondStep } = (await response.json()) as { secondStep?: boolean }
    return { ok: true, secondStep: secondStep === true }
  } catch {
    return { ok: false, message: t(NO_ANSWER) }
  }
}

/** After the password, for those who have a second factor. */
export async function verifyCode(code: string): Promise<{ ok: true } | { ok: false; message: string }> {
  try {
    const response = await postAuth(SECOND_STEP, { code })
    return response.ok ? { ok: true } : { ok: false, message: codeRefusal(response.status) }
  } catch {
    return { ok: false, message: t(NO_ANSWER) }
  }
}

export async function signInByPasskey(): Promise<{ ok: true } | { ok: false; message: string }> {
  try {
    const asked = await postAuth(PASSKEY_ASK, {})
    if (!asked.ok) return { ok: false, message: refusal(asked.status, retryAfter(asked)) }
    const answer = await askKey((await asked.json()) as PublicKeyCredentialRequestOptionsJSON)
    if (answer === null) return { ok: false, message: t(NO_KEY) }
    return (await postAuth(PASSKEY_SIGN_IN, answer)).ok ? { ok: true } : { ok: false, message: t(NO_KEY) }
  } catch {
    return { ok: false, message: t(NO_ANSWER) }
  }
}

export function refusal(status: number, retryAfterSeconds: number | null): string {
  if (status === 429) {
    if (retryAfterSeconds === null) return t('Too many attempts. Wait a minute and try again.')
    return t('Too many attempts. Wait {seconds, plural, one {# second} other {# seconds}} and try again.', {
      seconds: retryAfterSeconds,
    })
  }
  if (status >= 500) return t('The panel could not check this just now. Try again in a moment.')
  if (status === 403)
    return t('The panel is not meant to be opened at this address. Use the one that it was set up for.')
  return t('E-mail address or password is wrong. Check both and try again.')
}

export function codeRefusal(status: number): string {
  if (status === 429) return t('Too many wrong codes. Wait a quarter of an hour and try again.')
  if (status === 401) return t('That took too long. Go back and enter your password again.')
  if (status >= 500) return t('The panel could not check this just now. Try again in a moment.')
  return t('The code is wrong, old or already used. Wait for the next one and try again.')
}

function retryAfter(response: Response): number | null {
  const seconds = Number(response.headers.get('x-retry-after') ?? response.headers.get('retry-after'))
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null
}
