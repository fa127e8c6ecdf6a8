import type { Db } from '@vserver/db'
import { hashPassword, verifyPassword } from '@vserver/db/password'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Viewer } from '../context.ts'
import type { Logger } from '../logger.ts'
import { IP_HEADER } from '../own-headers.ts'
import { PASSWORD_MAX } from '../services/me/model.ts'
import { type OriginRule, trustedOrigins } from './origin.ts'
import { passkeySignIn } from './passkey-sign-in.ts'
import { readViewer } from './read-viewer.ts'
import { secondStep } from './second-step.ts'
import { bearerOf, readBearer } from './token.ts'

const SESSION_SECONDS = 7 * 24 * 3600
/** How often a session in use is written to, which is also how exact "last seen" is. */
const TOUCH_SECONDS = 5 * 60

export type Auth = {
  /** Answers /api/auth/*. */
  handler(request: Request): Promise<Response>
  /** Who sends these cookies; null when nobody is signed in. */
  viewer(headers: Headers): Promise<Viewer | null>
}
/** Throws unless the second factor of the user is this. */
type CheckCode = (userId: string, code: string) => Promise<void>
type Options = OriginRule & { db: Db; secret: string; logger: Logger; checkCode: CheckCode }

export function createAuth(options: Options): Auth {
  const { db, logger } = options
  const auth = buildAuth(options)
  return {
    handler: (request) => auth.handler(request),
    viewer: async (headers) => {
      const secret = bearerOf(headers)
      // A program's cookies mean nothing: it must not depend on which of the two is looked at.
      if (secret !== null) return readBearer({ db, now: Date.now, logger }, secret, headers.get(IP_HEADER))
      const found = await auth.api.getSession({ headers })
      if (!found) return null
      return readViewer(db, found.session.id)
    },
  }
}

function buildAuth({ db, secret, logger, checkCode, ...origin }: Options) {
  const origins = trustedOrigins(origin)
  const field = { required: false, input: false } as const
  return betterAuth({
    appName: 'VServer',
    baseURL: origins[0] ?? '',
    secret,
    // Our own check stands in front and knows the case without a public origin.
    trustedOrigins: (request) => [...origins, ...sameHost(origin, request)],
    telemetry: { enabled: false },
    // Counted by address and by e-mail in sign-in.ts, where only failures count.
    rateLimit: { enabled: false },
    logger: { log: (level, message) => level === 'error' && logger.error('auth', { message }) },
    database: prismaAdapter(db, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      maxPasswordLength: PASSWORD_MAX,
      password: { hash: hashPassword, verify: ({ hash, password }) => verifyPassword(hash, password) },
    },
    plugins: [
      secondStep({ isOn: (userId) => hasSecondFactor(db, userId), check: checkCode }),
      passkeySignIn(db),
    ],
    user: {
      additionalFields: {
        role: { type: 'string', ...field },
        accountId: { type: 'string', ...field },
        mustChangePassword: { type: 'boolean', ...field },
        banned: { type: 'boolean', ...field },
      },
    },
    account: { modelName: 'credential' },
    session: {
      additionalFields: { provedAt: { type: 'date', ...field } },
      expiresIn: SESSION_SECONDS,
      updateAge: TOUCH_SECONDS,
      // A revoked session must be gone with the next request.
      cookieCache: { enabled: false },
    },
    databaseHooks: {
      session: {
        // Whoever gets a session has just proved who they are.
        create: {
          before: async (session) =>
            (await isWelcome(db, session.userId)) && { data: { ...session, provedAt: new Date() } },
        },
      },
    },
    advanced: {
      cookiePrefix: 'vserver',
      useSecureCookies: origins.every((one) => one.startsWith('https:')),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' },
      ipAddress: { ipAddressHeaders: [IP_HEADER] },
    },
  })
}

function sameHost({ publicOrigin }: OriginRule, request: Request | undefined): string[] {
  const host = request?.headers.get('host')
  return host && !publicOrigin ? [`http://${host}`] : []
}

async function hasSecondFactor(db: Db, userId: string): Promise<boolean> {
  const factor = await db.secondFactor.findUnique({ where: { userId }, select: { confirmedAt: true } })
  return factor?.confirmedAt != null
}

async function isWelcome(db: Db, userId: string): Promise<boolean> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { banned: true } })
  return user?.banned === false
}
