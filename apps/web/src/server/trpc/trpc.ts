import { initTRPC } from '@trpc/server'
import { VserverError } from '@vserver/core/errors'
import superjson from 'superjson'
import { msg } from '@/language/t.ts'
import { requireProof } from '../auth/proof.ts'
import type { Panel, RequestInfo, ServiceContext, Viewer } from '../context.ts'
import { isGranted, type Permission } from '../policy.ts'
import type { Scope, ScopeInput } from '../scope.ts'
import { isVserverError, toTrpcError, toWireError } from './errors.ts'

/** Before it is known whether anybody is signed in. */
export type RequestContext = Panel & RequestInfo & { viewer: Viewer | null }
export type ProcedureMeta = { permission: Permission; scope: string; fresh: boolean }
/** `fresh`: for dangerous acts, needs that the person has just proved who they are. */
type ProcedureOptions = { fresh?: boolean }

export const BLAND = 'Something went wrong on our side. Try again; if it stays, give support the request id.'
const PING_MS = 15_000

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    sse: {
      ping: { enabled: true, intervalMs: PING_MS },
      client: { reconnectAfterInactivityMs: 4 * PING_MS },
    },
    errorFormatter: ({ shape, error, ctx }) => ({
      ...shape,
      message: error.code === 'INTERNAL_SERVER_ERROR' && !isVserverError(error.cause) ? BLAND : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        vserver: toWireError(error, ctx?.requestId ?? ''),
      },
    }),
  })

export const { router, createCallerFactory } = t

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (!result.ok && isVserverError(result.error.cause)) throw toTrpcError(result.error.cause)
  return result
})

/** One line per change and per failure; the id is the one that the agent logs too. */
const logRequest = t.middleware(async ({ ctx, path, type, next }) => {
  const beganMs = performance.now()
  const result = await ctx.requestIds.run(ctx.requestId, () => next())
  if (result.ok && type !== 'mutation') return result
  const { requestId, viewer } = ctx
  const code = result.ok ? 'OK' : toWireError(result.error, requestId).code
  const fields = {
    requestId,
    path,
    user: viewer?.id,
    code,
    durationMs: Math.round(performance.now() - beganMs),
  }
  if (result.ok || code !== 'INTERNAL') ctx.logger.info('request', fields)
  else ctx.logger.error('request', fields, result.error.cause ?? result.error)
  return result
})

/**
 * The only way to make a procedure: who may call it and how its object is found through its owner.
 * The role is checked first, then the object is loaded in scope and handed to the resolver.
 */
export function procedure<Input extends ScopeInput, Found extends object>(
  permission: Permission,
  scope: Scope<Input, Found>,
  { fresh = false }: ProcedureOptions = {},
) {
  return t.procedure
    .meta({ permission, scope: scope.name, fresh })
    .use(logRequest)
    .use(mapErrors)
    .use(({ ctx, type, next }) => {
      const viewer = requireGrant(ctx.viewer, permission)
      if (viewer.token) requireProgramMay(permission, type)
      else if (fresh) requireProof(ctx, viewer)
      return next({ ctx: { ...ctx, viewer } })
    })
    .input(scope.input)
    .use(async ({ ctx, input, next }) => {
      const service: ServiceContext = ctx
      const found = await scope.load(service, scope.input.parse(input))
      return next({ ctx: { ...service, ...found } })
    })
}

function requireGrant(viewer: Viewer | null, permission: Permission): Viewer {
  if (!viewer)
    throw new VserverError('UNAUTHENTICATED', 'Nobody is signed in.', { hint: msg('Sign in and try again.') })
  if (viewer.mustChangePassword && permission !== 'self' && permission !== 'me.read')
    throw new VserverError('FORBIDDEN', 'The one-time password was not changed yet.', {
      hint: msg('Choose your own password first.'),
    })
  if (viewer.mustSetUpSecondFactor && permission !== 'self' && permission !== 'me.read')
    throw new VserverError('FORBIDDEN', `The role ${viewer.role} must have a second factor.`, {
      hint: msg('Set up your second factor first.'),
    })
  if (!isGranted(viewer, permission))
    throw new VserverError('FORBIDDEN', `${viewer.role} may not ${permission}.`, {
      hint: msg('Your role does not allow this.'),
    })
  return viewer
}

/** Whoever made a token proved it then; but how a person signs in is never a program's to change. */
function requireProgramMay(permission: Permission, type: string): void {
  if (permission === 'self' && type !== 'query')
    throw new VserverError('FORBIDDEN', 'A token may not change the account of its person.', {
      hint: msg('Sign in to the panel for this: a token cannot change how its person signs in.'),
    })
}
