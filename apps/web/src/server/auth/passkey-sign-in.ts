import { randomBytes } from 'node:crypto'
import { MINUTE_MS, SECOND_MS } from '@vserver/core/units'
import type { Db } from '@vserver/db'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { expireCookie, setSessionCookie } from 'better-auth/cookies'
import { askForKey, checkKey } from '../services/passkey/check.ts'
import { KeyAnswer } from '../services/passkey/model.ts'
import { isVserverError } from '../trpc/errors.ts'

const COOKIE = 'passkey'
const MAX_AGE = { maxAge: (5 * MINUTE_MS) / SECOND_MS }

/** A passkey is what one has and what one is or knows at once: it needs no second step. */
export function passkeySignIn(db: Db) {
  return {
    id: 'passkey-sign-in' as const,
    endpoints: {
      askForPasskey: createAuthEndpoint('/passkey/ask', { method: 'POST' }, async (ctx) => {
        const challengeId = `passkey-sign-in ${randomBytes(32).toString('base64url')}`
        const origin = ctx.headers?.get('origin')
        const options = await askForKey(db, { challengeId, origin }).catch(refuse)
        const cookie = ctx.context.createAuthCookie(COOKIE, MAX_AGE)
        await ctx.setSignedCookie(cookie.name, challengeId, ctx.context.secret, cookie.attributes)
        return ctx.json(options)
      }),
      signInByPasskey: createAuthEndpoint(
        '/passkey/sign-in',
        { method: 'POST', body: KeyAnswer },
        async (ctx) => {
          const cookie = ctx.context.createAuthCookie(COOKIE, MAX_AGE)
          const challengeId = await ctx.getSignedCookie(cookie.name, ctx.context.secret)
          if (!challengeId) throw notNow()
          const origin = ctx.headers?.get('origin')
          const userId = await checkKey(db, ctx.body, { challengeId, origin }).catch(refuse)
          const user = await ctx.context.internalAdapter.findUserById(userId)
          const session = user && (await ctx.context.internalAdapter.createSession(user.id))
          if (!session) throw notNow()
          await setSessionCookie(ctx, { session, user })
          expireCookie(ctx, cookie)
          return ctx.json({ signedIn: true })
        },
      ),
    },
  }
}

function notNow(): APIError {
  return new APIError('UNAUTHORIZED', { code: 'UNAUTHENTICATED', message: 'Begin again.' })
}

function refuse(error: unknown): never {
  if (!isVserverError(error)) throw error
  const status = error.code === 'UNSUPPORTED' ? 'NOT_IMPLEMENTED' : 'UNAUTHORIZED'
  throw new APIError(status, { code: error.code, message: error.hint ?? error.message })
}
