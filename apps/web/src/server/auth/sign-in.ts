import { z } from 'zod'
import type { Logger } from '../logger.ts'
import { IP_HEADER } from '../own-headers.ts'
import { isVserverError } from '../trpc/errors.ts'
import type { Attempts } from './attempts.ts'
import type { Auth } from './auth.ts'
import type { IsOwnOrigin } from './origin.ts'

type Parts = { auth: Auth; attempts: Attempts; isOwnOrigin: IsOwnOrigin; logger: Logger }

/** better-auth has many more; what is not listed is not there. */
const PATHS = new Map([
  ['/api/auth/sign-in/email', 'POST'],
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
  return pathname.endsWith('/sign-in/email') ? signIn(parts, request) : parts.auth.handler(request)
}

async function signIn({ auth, attempts, logger }: Parts, request: Request): Promise<Response> {
  const body = Credentials.safeParse(
    await request
      .clone()
      .json()
      .catch(() => null),
  )
  if (!body.success) return refuse(400, 'INVALID_INPUT', 'Enter an e-mail address and a password.')
  const ip = request.headers.get(IP_HEADER) ?? 'unknown'
  const keys = [
    // First, so that an address that is refused leaves no more rows.
    [`ip:${ip}`, GUESSES_PER_ADDRESS],
    [`email:${body.data.email.trim().toLowerCase()}`, GUESSES_PER_EMAIL],
  ] as const
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
