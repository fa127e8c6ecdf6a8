import { isErrorCode, VserverError } from '@vserver/core/errors'
import type { ImportName } from '@vserver/core/template/model'
import { Agent as Dispatcher, fetch } from 'undici'
import type { ReceivedImport } from '../services/template/imports.ts'
import { fromAgent } from './remote-error.ts'

type Connection = { socketPath: string; requestId(): string | undefined }

/** An archive takes as long as the browser needs to send it, so only silence after its end is a fault. */
const ANSWER_MS = 120_000

/** Streams an archive to the agent's `PUT /imports/NAME`, over a connection of its own. */
export async function sendImport(
  { socketPath, requestId }: Connection,
  name: ImportName,
  content: ReadableStream<Uint8Array>,
): Promise<ReceivedImport> {
  const dispatcher = new Dispatcher({ connect: { socketPath }, headersTimeout: 0, bodyTimeout: ANSWER_MS })
  const id = requestId()
  try {
    const answer = await fetch(`http://agent/imports/${name}`, {
      dispatcher,
      method: 'PUT',
      body: content as never,
      duplex: 'half',
      headers: id ? { 'x-request-id': id } : {},
    })
    const body = (await answer.json()) as Record<string, unknown>
    if (!answer.ok) throw refusal(body)
    return body as ReceivedImport
  } catch (error) {
    throw fromAgent(error)
  } finally {
    await dispatcher.destroy()
  }
}

function refusal({ message, vserver }: Record<string, unknown>): Error {
  const { code, subject, hint } = (vserver ?? {}) as Record<string, unknown>
  const told = String(message ?? 'The agent refused the archive.')
  if (!isErrorCode(code)) return new VserverError('INTERNAL', told)
  return new VserverError(code, told, {
    ...(typeof subject === 'string' && { subject }),
    ...(typeof hint === 'string' && { hint }),
  })
}
