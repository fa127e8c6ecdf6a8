import { randomBytes } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import { APIError, createAuthEndpoint, createAuthMiddleware } from 'better-auth/api'
import { deleteSessionCookie, expireCookie, setSessionCookie } from 'better-auth/cookies'
import { CodeRequest } from '../services/second-factor/model.ts'
import { isVserverError } from '../trpc/errors.ts'

const COOKIE = 'second_step'
const CHALLENGE_MS = 5 * MINUTE_MS
const MAX_AGE = { maxAge: CHALLENGE_MS / SECOND_MS }

type Options = {
  isOn(userId: string): Promise<boolean>
  /** Throws unless it is good. */
  check(userId: string, code: string): Promise<void>
}

/**
 * After the right password, people with a second factor get no session but a short-lived note that the password
 * was right; with a code it becomes a session of its own, so that nothing from before can be one.
 */
export function secondStep({ isOn, check }: Options) {
  return {
    id: 'second-step' as const,
    hooks: {
      after: [
        {
          matcher: ({ path }: { path?: string }) => path === '/sign-in/email',
          handler: createAuthMiddleware(async (ctx) => {
            const made = ctx.context.newSession
            if (!made || !(await isOn(made.user.id))) return
            deleteSessionCookie(ctx, true)
            await ctx.context.internalAdapter.deleteSession(made.session.token)
            ctx.context.setNewSession(null)
            const identifier = `second-step-${randomBytes(32).toString('base64url')}`
            const expiresAt = new Date(Date.now() + CHALLENGE_MS)
            const value = made.user.id
            await ctx.context.internalAdapter.createVerificationValue({ identifier, value, expiresAt })
            const cookie = ctx.context.createAuthCookie(COOKIE, MAX_AGE)
            await ctx.setSignedCookie(cookie.name, identifier, ctx.context.secret, cookie.attributes)
            return ctx.json({ secondStep: true })
          }),
        },
      ],
    },
    endpoints: {
      verifySecondStep: createAuthEndpoint(
        '/second-step/verify',
        { method: 'POST', body: CodeRequest },
        async (ctx) => {
          const cookie = ctx.context.createAuthCookie(COOKIE, MAX_AGE)
          const identifier = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
          const note = identifier && (await ctx.context.internalAdapter.findVerificationValue(identifier))
          if (!note) throw passwordFirst()
          await check(note.value, ctx.body.code).catch(refuse)
          const used = await ctx.context.internalAdapter.consumeVerificationValue(identifier)
          const user = used && (await ctx.context.internalAdapter.findUserById(used.value))
          const session = user && (await ctx.context.internalAdapter.createSession(user.id))
          if (!session) throw passwordFirst()
          await setSessionCookie(ctx, { session, user })
          expireCookie(ctx, cookie)
          return ctx.json({ signedIn: true })
        },
      ),
    },
  }
}

function passwordFirst(): APIError {
  return new APIError('UNAUTHORIZED', { code: 'PASSWORD_FIRST', message: 'Enter your password again.' })
}

function refuse(error: unknown): never {
  if (!isVserverError(error)) throw error
  const status = error.code === 'RATE_LIMITED' ? 'TOO_MANY_REQUESTS' : 'FORBIDDEN'
  throw new APIError(status, { code: error.code, message: error.hint ?? error.message })
}
