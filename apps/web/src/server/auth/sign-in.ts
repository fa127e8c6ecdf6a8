import { z } from 'zod'
import type { Logger } from '../logger.ts'
import { IP_HEADER } from '../own-headers.ts'
import { isVserverError } from '../trpc/errors.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import type { IsOwnOrigin } from './origin.ts'

type Parts = { auth: Auth; attempts: Attempts; isOwnOrigin: IsOwnOrigin; logger: Logger }
type Key = [key: string, max: number]

const SIGN_IN = '/api/auth/sign-in/email'
/** Tries that are counted by address; what they prove is counted by whose it is. */
const PROOFS = ['/api/auth/second-step/verify', '/api/auth/passkey/sign-in', '/api/auth/passkey/ask']
/** better-auth has many more; what is not listed is not there. */
const PATHS = new Map<string, string>([
  [SIGN_IN, 'POST'],
  ...PROOFS.map((path) => [path, 'POST'] as const),
  ['/api/auth/sign-out', 'POST'],
  ['/api/auth/get-session', 'GET'],
])
/** A guesser of one person's password, and one who tries many people from one address. */
const GUESSES_PER_EMAIL = 10
const GUESSES_PER_ADDRESS = 50
const Credentials = z.object({ email: z.string().max(200), password: z.string().max(1000) })

export async function handleAuth(parts: Parts, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (PATHS.get(pathname) !== request.method) return refuse(404, 'NOT_FOUND', 'There is nothing here.')
  if (request.method === 'POST' && !parts.isOwnOrigin(request.headers))
    return refuse(403, 'FORBIDDEN', 'The request does not come from a page of this panel.')
  if (pathname === SIGN_IN) return signIn(parts, request)
  return PROOFS.includes(pathname) ? counted(parts, request, []) : parts.auth.handler(request)
}

async function signIn(parts: Parts, request: Request): Promise<Response> {
  const body = Credentials.safeParse(
    await request
      .clone()
      .json()
      .catch(() => null),
  )
  if (!body.success) return refuse(400, 'INVALID_INPUT', 'Enter an e-mail address and a password.')
  return counted(parts, request, [[`email:${body.data.email.trim().toLowerCase()}`, GUESSES_PER_EMAIL]])
}

/** The address comes first, so that one that is refused leaves no more rows. */
async function counted({ auth, attempts, logger }: Parts, request: Request, more: Key[]): Promise<Response> {
  const ip = request.headers.get(IP_HEADER) ?? 'unknown'
  const keys: Key[] = [[`ip:${ip}`, GUESSES_PER_ADDRESS], ...more]
  try {
    for (const [key, max] of keys) await attempts.begin(key, max)
  } catch (error) {
    if (!isVserverError(error)) throw error
    logger.info('signIn.limited', { ip })
    return refuse(429, error.code, `${error.message} ${error.hint ?? ''}`.trim())
  }
  const response = await auth.handler(request)
  if (response.ok) for (const [key] of keys) await attempts.forgive(key)
  logger.info('signIn', { ip, ok: response.ok })
  return response
}

function refuse(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { 'cache-control': 'no-store' } })
}
