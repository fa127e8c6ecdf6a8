import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { batchOf, NOTHING_COUNTED, nextSample } from '@vserver/core/sample'
import { expect, onTestFinished, test } from 'vitest'
import { HEARD_KINDS } from './heard-event.ts'
import { createHttpAgent } from './http-agent.ts'

type Answer = { status: number; body: unknown }

/** An agent's socket, where what comes is answered as the agent would. */
async function onSocket(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-test-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const socketPath = path.join(directory, 'agent.sock')
  const server = createServer(answer).listen(socketPath)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return createHttpAgent({ socketPath, requestId: () => 'r-7' })
}

function answering(asked: Record<string, unknown>[], { status, body }: Answer) {
  return onSocket(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://agent')
    const input = JSON.parse(request.method === 'POST' ? text : (searchParams.get('input') ?? 'null'))
    asked.push({ pathname, input, id: request.headers['x-request-id'] })
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
}

const web1 = GuestName.parse('web1')

test('a call is plain JSON, with the id of the request that it is made for', async () => {
  const asked: Record<string, unknown>[] = []
  const agent = await answering(asked, { status: 200, body: { result: { data: [{ at: 1, load1: null }] } } })
  expect(await agent.sampleHistory(web1, 7)).toEqual([{ at: 1, load1: null }])
  await agent.cloneGuest({ name: web1 } as Parameters<typeof agent.cloneGuest>[0])
  await agent.selfTest()
  expect(asked).toEqual([
    { pathname: '/trpc/sample.history', input: { name: 'web1', sinceMs: 7 }, id: 'r-7' },
    { pathname: '/trpc/files.clone', input: { name: 'web1' }, id: 'r-7' },
    { pathname: '/trpc/storage.selfTest', input: null, id: 'r-7' },
  ])
})

test('a refusal is the error that the agent threw', async () => {
  const vserver = { code: 'NOT_FOUND', subject: 'web1', hint: 'Look again.', requestId: 'r-7' }
  const data = { code: 'NOT_FOUND', httpStatus: 404, vserver }
  const error = { message: 'There is no guest web1.', code: -32_004, data }
  const agent = await answering([], { status: 404, body: { error } })
  await expect(agent.getGuest(web1)).rejects.toMatchObject({
    ...{ code: 'NOT_FOUND', subject: 'web1', hint: 'Look again.', message: 'There is no guest web1.' },
  })
})

test('the events of a message are heard in its order, without those that nobody asked for', async () => {
  const urls: string[] = []
  const deleted = (name: string) => ({ kind: 'guestDeleted', name })
  const helper = { kind: 'helper', name: 'a', seq: 1, at: new Date(0).toISOString(), action: 'oom' }
  const agent = await onSocket((request, response) => {
    urls.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: connected\ndata: {}\n\n')
    const sampled = { kind: 'samples', samples: batchOf([{ name: 'a', sample }]) }
    const message = [deleted('a'), helper, sampled, deleted('b')]
    response.write(`data: ${JSON.stringify(message)}\nid: boot.3\n\nevent: ping\ndata: \n\n`)
    response.end(`data: ${JSON.stringify([{ kind: 'reset' }])}\nid: boot.9\n\n`)
  })
  const { sample } = nextSample(null, {
    ...{ atMs: 2000, startedAtMs: 1000, counters: NOTHING_COUNTED, limit: UNLIMITED },
  })
  const heard = { kind: 'samples', samples: new Map([['a', sample]]) }
  let opened = 0
  const told = agent.subscribe({
    ...{ lastEventId: 'boot.1', signal: AbortSignal.timeout(5000), onOpen: () => void opened++ },
  })
  expect(await Array.fromAsync(told)).toEqual([
    { id: 'boot.3', events: [deleted('a'), heard, deleted('b')] },
    { id: 'boot.9', events: [{ kind: 'reset' }] },
  ])
  expect(opened).toBe(1)
  const input = new URL(urls[0] ?? '', 'http://agent').searchParams.get('input') ?? ''
  expect(JSON.parse(input)).toEqual({ kinds: HEARD_KINDS, lastEventId: 'boot.1' })
})
