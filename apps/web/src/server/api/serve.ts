import { TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { VserverError } from '@vserver/core/errors'
import { ZodError } from 'zod'
import type { WebPanel } from '../instance.ts'
import { createRequestContext } from '../request-context.ts'
import { isVserverError, toTrpcError, toWireError } from '../trpc/errors.ts'
import { refuseForeign } from '../trpc/refuse-foreign.ts'
import { appRouter } from '../trpc/root.ts'
import { BLAND, createCallerFactory, type RequestContext } from '../trpc/trpc.ts'
import { type ApiProcedure, listProcedures } from './procedures.ts'

const BODY_MAX_BYTES = 1024 * 1024
const createCaller = createCallerFactory(appRouter)
const SECRET_IN_ADDRESS = /vst_[\w-]{20}/

/** A call of the HTTP API goes through the same procedure as the panel's own, so that no rule can differ. */
export async function serveApi(panel: WebPanel, request: Request, name: string): Promise<Response> {
  const foreign = refuseForeign(request, panel.isOwnOrigin)
  if (foreign) return foreign
  const ctx = await createRequestContext(panel, request.headers)
  try {
    const procedure = findProcedure(request, name)
    const input = withKey(procedure, await readInput(request), request.headers.get('idempotency-key'))
    const result = await panel.requestIds.run(ctx.requestId, () => call(ctx, name, input))
    return answer(200, result ?? null, ctx)
  } catch (error) {
    return answerError(ctx, error)
  }
}

function findProcedure(request: Request, name: string): ApiProcedure {
  if (SECRET_IN_ADDRESS.test(request.url))
    throw invalid('A token was sent in the address, which ends up in logs.', {
      hint: 'Send it in the header Authorization: Bearer, and rotate this one.',
    })
  const procedure = listProcedures().find((one) => one.name === name)
  if (!procedure)
    throw new VserverError('NOT_FOUND', 'There is no such call.', { subject: name, hint: 'See /api-docs.' })
  if (procedure.method !== request.method)
    throw invalid(`${name} is called by ${procedure.method}.`, { subject: name })
  return procedure
}

async function readInput(request: Request): Promise<unknown> {
  const text =
    request.method === 'GET' ? new URL(request.url).searchParams.get('input') : await readBody(request)
  if (text === null || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('The input is not JSON.')
  }
}

async function readBody(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > BODY_MAX_BYTES) throw invalid('The input is longer than a mebibyte.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Source: IETF draft, The Idempotency-Key HTTP Header Field. Who relies on it must not be let down silently. */
function withKey(
  { name, input: { hasRequestKey } }: ApiProcedure,
  input: unknown,
  key: string | null,
): unknown {
  if (key === null) return input
  if (!hasRequestKey) throw invalid(`${name} takes no Idempotency-Key.`, { subject: 'Idempotency-Key' })
  const given = input as { requestKey?: unknown } | undefined
  if (given?.requestKey !== undefined && given.requestKey !== key)
    throw invalid('requestKey and Idempotency-Key differ.', { subject: 'requestKey' })
  return { ...given, requestKey: key }
}

function call(ctx: RequestContext, name: string, input: unknown): Promise<unknown> {
  const [noun = '', verb = ''] = name.split('.')
  const caller = createCaller(ctx) as unknown as Record<string, Record<string, (input: unknown) => unknown>>
  return Promise.resolve(caller[noun]?.[verb]?.(input))
}

function answerError(ctx: RequestContext, error: unknown): Response {
  const trpc = isVserverError(error) ? toTrpcError(error) : error
  if (!(trpc instanceof TRPCError)) {
    ctx.logger.error('api', { requestId: ctx.requestId }, error)
    return answerError(ctx, new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }))
  }
  const { cause } = trpc
  const issue = cause instanceof ZodError ? cause.issues[0] : undefined
  const isUnknown = trpc.code === 'INTERNAL_SERVER_ERROR' && !isVserverError(cause)
  const message = issue ? issue.message : isUnknown ? BLAND : trpc.message
  const field = issue ? issue.path.join('.') : null
  return answer(
    getHTTPStatusCodeFromError(trpc),
    { error: { ...toWireError(trpc, ctx.requestId), message, field } },
    ctx,
  )
}

function answer(status: number, body: unknown, { requestId }: RequestContext): Response {
  const text = JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  const headers = new Headers({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-request-id': requestId,
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
  })
  return new Response(text, { status, headers })
}

function invalid(message: string, options: { subject?: string; hint?: string } = {}): VserverError {
  return new VserverError('INVALID_INPUT', message, { hint: message, ...options })
}
