import type { IncomingMessage, ServerResponse } from 'node:http'
import { TRPCError } from '@trpc/server'
import { VserverError } from '@vserver/core/errors'
import { IMPORT_BYTES_MAX, ImportName } from '@vserver/core/template/model'
import type { AgentServices } from '../context.ts'
import { describeError, toTrpcError } from '../errors.ts'
import { requestIdOf } from '../request-id.ts'

export const IMPORTS_PATH = '/imports/'

/** `PUT /imports/NAME`: keeps the body; answers its size and SHA-256. Streams, so that no size is too much. */
export async function receiveUpload(
  { host, log }: Pick<AgentServices, 'host' | 'log'>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = requestIdOf(request)
  const beganMs = performance.now()
  const answer = await receive(host, request).catch((error: unknown) => {
    if (!(error instanceof VserverError)) log.error('imports.receive', error, { requestId })
    return describeFailure(error, requestId)
  })
  if (answer.status !== 200) request.resume() // what is not taken must not block the answer
  response.writeHead(answer.status, { 'content-type': 'application/json', connection: 'close' })
  response.end(`${JSON.stringify(answer.body)}\n`)
  const durationMs = Math.round(performance.now() - beganMs)
  log.info('request', { requestId, path: 'imports.receive', status: answer.status, durationMs })
}

type Answer = { status: number; body: unknown }

async function receive(host: AgentServices['host'], request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://agent')
  const name = ImportName.safeParse(pathname.slice(IMPORTS_PATH.length))
  if (request.method !== 'PUT') return { status: 405, body: { ok: false } }
  if (!name.success) throw new VserverError('INVALID_INPUT', name.error.issues[0]?.message ?? 'No file name.')
  const maxBytes = IMPORT_BYTES_MAX
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    throw new VserverError('INVALID_INPUT', `${name.data} is larger than ${maxBytes} bytes.`, {
      subject: name.data,
      hint: 'Copy it into the imports directory on the host instead.',
    })
  }
  const received = await host.imports.receive({ name: name.data, content: request, maxBytes })
  return { status: 200, body: { name: name.data, ...received } }
}

const STATUS: Partial<Record<string, number>> = {
  INVALID_INPUT: 400,
  ALREADY_EXISTS: 409,
  NO_CAPACITY: 507,
}

function describeFailure(error: unknown, requestId: string): Answer {
  const known = error instanceof VserverError
  const wrapped = known ? toTrpcError(error) : new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error })
  const { message, vserver } = describeError(wrapped, requestId)
  return { status: STATUS[vserver.code] ?? 500, body: { message, vserver } }
}
