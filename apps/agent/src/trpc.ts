import { initTRPC } from '@trpc/server'
import { VserverError } from '@vserver/core/errors'
import type { AgentContext } from './context.ts'
import { describeError, toTrpcError } from './errors.ts'

const t = initTRPC.context<AgentContext>().create({
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 15_000 } },
  errorFormatter({ shape, error, ctx }) {
    const { message, vserver } = describeError(error, ctx?.requestId ?? null)
    return { ...shape, message, data: { ...shape.data, vserver } }
  },
})

export const router = t.router
/** For tests: calls procedures without HTTP. */
export const createCallerFactory = t.createCallerFactory

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok || !(result.error.cause instanceof VserverError)) return result
  throw toTrpcError(result.error.cause)
})

const logRequest = t.middleware(async ({ ctx, path, getRawInput, next }) => {
  const beganMs = performance.now()
  const result = await next()
  const fields = {
    requestId: ctx.requestId,
    path,
    guest: guestOf(await getRawInput()),
    code: result.ok ? 'OK' : describeError(result.error, null).vserver.code,
    durationMs: Math.round(performance.now() - beganMs),
  }
  if (fields.code === 'INTERNAL' && !result.ok)
    ctx.log.error('request', result.error.cause ?? result.error, fields)
  else ctx.log.info('request', fields)
  return result
})

/** Every procedure: logged once, its errors mapped once. */
export const procedure = t.procedure.use(logRequest).use(mapErrors)

function guestOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const { name, guest } = input as { name?: unknown; guest?: unknown }
  const found = name ?? guest
  return typeof found === 'string' ? found.slice(0, 40) : undefined
}
