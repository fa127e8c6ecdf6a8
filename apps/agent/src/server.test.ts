import { mkdtemp, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer, type Server, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { ConsoleId, FRAME } from '@vserver/core/console/model'
import { guestName, runningGuest } from '@vserver/core/testing'
import { test as base, expect } from 'vitest'
import { WebSocket } from 'ws'
import { encodeFrame, FrameSplitter } from './console/frame-splitter.ts'
import { serveAgent } from './server.ts'
import { testAgent } from './testing/test-agent.ts'

type Served = ReturnType<typeof testAgent> & { directory: string; socket: string }

const test = base.extend<{ served: Served }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest wants the pattern
  served: async ({}, use) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-agent-'))
    const socket = path.join(directory, 'agent.sock')
    const agent = testAgent({ guests: [runningGuest('web1')] })
    const server = await serveAgent(agent.agent, socket)
    await use({ ...agent, directory, socket })
    await server.close()
    await rm(directory, { recursive: true })
  },
})

function get(socketPath: string, path: string, headers = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers }, async (response) => {
      let body = ''
      for await (const chunk of response) body += chunk
      resolve({ status: response.statusCode ?? 0, body })
    })
    asked.on('error', reject).end()
  })
}

test('metrics are told on the socket', async ({ served }) => {
  const { status, body } = await get(served.socket, '/metrics')
  expect(status).toBe(200)
  expect(body).toMatch(/^vserver_guest_up\{guest="web1"\} 0$/m)
})

function dial(socket: string, path: string): WebSocket {
  return new WebSocket(`ws+unix:${socket}:${path}`)
}

/** A console that echoes what is typed. */
async function echoConsole(served: Served, id: string): Promise<{ console: Server; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const console = createServer((socket) => {
    sockets.push(socket)
    const splitter = new FrameSplitter()
    socket.on('data', (chunk) => {
      for (const { type, payload } of splitter.push(chunk)) {
        if (type === FRAME.input) socket.write(encodeFrame({ type: FRAME.output, payload }))
      }
    })
  })
  const path = `${served.directory}/${id}.sock`
  await new Promise<void>((resolve) => console.listen(path, resolve))
  served.host.consoles.sockets.set(ConsoleId.parse(id), path)
  return { console, sockets }
}

test('the socket is for the agent and the group of the panel', async ({ served }) => {
  expect((await stat(served.socket)).mode & 0o777).toBe(0o660)
  expect(await get(served.socket, '/healthz')).toEqual({ status: 200, body: '{"ok":true}\n' })
  expect(await get(served.socket, '/etc/passwd')).toMatchObject({ status: 404 })
})

test('errors carry code, subject, hint and request, and no stack', async ({ served }) => {
  const input = encodeURIComponent(JSON.stringify({ name: 'web9' }))
  const { status, body } = await get(served.socket, `/trpc/guest.get?input=${input}`, {
    'x-request-id': 'r-7',
  })
  expect(status).toBe(404)
  const { error } = JSON.parse(body)
  expect(error.message).toBe('There is no guest web9.')
  expect(error.data.vserver).toEqual({ code: 'NOT_FOUND', subject: 'web9', hint: null, requestId: 'r-7' })
  expect(body).not.toContain('stack')
})

test('bad input is one sentence', async ({ served }) => {
  const input = encodeURIComponent(JSON.stringify({ name: '../x' }))
  const { body } = await get(served.socket, `/trpc/guest.get?input=${input}`)
  const { error } = JSON.parse(body)
  expect(error.message).toMatch(/^A guest name starts with a letter/)
  expect(error.data.vserver.code).toBe('INVALID_INPUT')
})

test('a mutation without input is asked with null', async ({ served }) => {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const headers = { 'content-type': 'application/json' }
  const options = { socketPath: served.socket, path: '/trpc/storage.selfTest', method: 'POST', headers }
  request(options, (response) => resolve(response.resume().statusCode))
    .on('error', reject)
    .end('null')
  expect(await promise).toBe(200)
})

test('a second agent on the same socket is refused, the socket of a dead one is replaced', async ({
  served,
}) => {
  await expect(serveAgent(served.agent, served.socket)).rejects.toThrow('Another agent is running')
  const stale = path.join(served.directory, 'stale.sock')
  const left = createServer()
  await new Promise<void>((resolve) => left.listen(stale, resolve))
  const { rename } = await import('node:fs/promises')
  await rename(stale, `${stale}.kept`)
  await new Promise((resolve) => left.close(resolve))
  await rename(`${stale}.kept`, stale)
  const again = await serveAgent(served.agent, stale)
  expect(await get(stale, '/healthz')).toMatchObject({ status: 200 })
  await again.close()
})

test('what is typed reaches the console and its output the viewer', async ({ served }) => {
  const { console } = await echoConsole(served, 'c-echo-1234')
  const viewer = dial(served.socket, '/console/c-echo-1234')
  const heard = new Promise<Buffer>((resolve) => viewer.once('message', (data) => resolve(data as Buffer)))
  viewer.once('open', () => viewer.send(Buffer.from([FRAME.input, 104, 105])))
  expect([...(await heard)]).toEqual([FRAME.output, 104, 105])
  const closed = new Promise((resolve) => viewer.once('close', resolve))
  viewer.close()
  await closed
  console.close()
})

test('a viewer that sends what no viewer sends is cut off', async ({ served }) => {
  const { console } = await echoConsole(served, 'c-echo-5678')
  const viewer = dial(served.socket, '/console/c-echo-5678')
  viewer.once('open', () => viewer.send(Buffer.from([FRAME.output, 1])))
  const code = await new Promise((resolve) => viewer.once('close', resolve))
  expect(code).toBe(1002)
  console.close()
})

test('when the console ends, so does its viewer', async ({ served }) => {
  const { console, sockets } = await echoConsole(served, 'c-echo-9012')
  const viewer = dial(served.socket, '/console/c-echo-9012')
  viewer.once('open', () => sockets[0]?.end())
  expect(await new Promise((resolve) => viewer.once('close', resolve))).toBe(1000)
  console.close()
})

test('a viewer that does not read stops the console, not the agent', async ({ served }) => {
  const { console, sockets } = await echoConsole(served, 'c-flood-1234')
  const viewer = dial(served.socket, '/console/c-flood-1234')
  await new Promise((resolve) => viewer.once('open', resolve))
  viewer.pause()
  const [source] = sockets
  if (source === undefined) throw new Error('nobody is attached')
  const frame = encodeFrame({ type: FRAME.output, payload: Buffer.alloc(65_536) })
  let written = 0
  while (written < 64 * 1024 * 1024 && source.writableLength < 4 * 1024 * 1024) {
    source.write(frame)
    written += frame.length
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(written).toBeLessThan(32 * 1024 * 1024)
  viewer.terminate()
  source.destroy()
  console.close()
})

test.each(['/console/c-none-1234', '/console/../x', '/console/boot/web9', '/console/boot/web1/x', '/other'])(
  '%s is no console',
  async (url) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-agent-'))
    const socket = path.join(directory, 'agent.sock')
    const server = await serveAgent(testAgent().agent, socket)
    const viewer = dial(socket, url)
    const error = await new Promise<Error>((resolve) => viewer.once('error', resolve))
    expect(error.message).toContain('404')
    await server.close()
    await rm(directory, { recursive: true })
  },
)

test('a subscription resumes with the id of its last event', async ({ served }) => {
  const { agent, socket } = served
  const input = { guests: [guestName('a'), guestName('b')] }
  const first = await readEvents(socket, input, 1, () =>
    agent.events.publish({ kind: 'guestDeleted', name: 'a' }),
  )
  agent.events.publish({ kind: 'guestDeleted', name: 'b' })
  const [second] = await readEvents(socket, { ...input, lastEventId: first[0]?.id }, 1, () => {})
  expect(second?.data).toContain('"name":"b"')
})

test('what follows soon is told together, without what was not asked for', async ({ served }) => {
  const { agent, socket } = served
  const deleted = (name: string) => agent.events.publish({ kind: 'guestDeleted', name })
  const tell = () => {
    deleted('a')
    setTimeout(() => {
      for (const name of ['b', 'other', 'a']) deleted(name)
      agent.events.publish({ ...HELPER, name: 'a' })
    }, 20)
    setTimeout(() => deleted('b'), 40)
  }
  const input = { guests: [guestName('a'), guestName('b')], kinds: ['guestDeleted'] }
  const told = await readEvents(socket, input, 2, tell)
  expect(told.map(({ data }) => data.match(/"name":"\w+"/g))).toEqual([
    ['"name":"a"'],
    ['"name":"b"', '"name":"a"', '"name":"b"'],
  ])
  deleted('b')
  const [next] = await readEvents(socket, { ...input, lastEventId: told[1]?.id }, 1, () => {})
  expect(next?.data.match(/"name":"\w+"/g)).toEqual(['"name":"b"'])
})

const HELPER = { kind: 'helper', seq: 1, at: new Date(0).toISOString(), action: 'oom' } as const

type ServerSentEvent = { id: string; data: string }

function readEvents(
  socketPath: string,
  asked: object,
  count: number,
  onConnected: () => void,
): Promise<ServerSentEvent[]> {
  const input = encodeURIComponent(JSON.stringify(asked))
  return new Promise((resolve, reject) => {
    const listening = request({ socketPath, path: `/trpc/event.subscribe?input=${input}` }, (response) => {
      const events: ServerSentEvent[] = []
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
        if (String(chunk).includes('connected')) setTimeout(onConnected, 20)
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const block = text.slice(0, end)
          text = text.slice(end + 2)
          const id = /^id: ?(.*)$/m.exec(block)?.[1]
          if (id !== undefined) events.push({ id, data: block })
          if (events.length === count) {
            listening.destroy()
            resolve(events)
          }
        }
      })
    })
    listening.on('error', reject).end()
  })
}

function put(
  served: Served,
  name: string,
  body: string | Buffer,
  headers = {},
): Promise<{ status: number; body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const options = { socketPath: served.socket, path: `/imports/${name}`, method: 'PUT', headers }
  const asked = request(options, async (response) => {
    let text = ''
    for await (const chunk of response) text += chunk
    resolve({ status: response.statusCode ?? 0, body: text })
  })
  asked.on('error', reject).end(body)
  return promise
}

test('an uploaded file is kept once, and its checksum is told', async ({ served }) => {
  const { status, body } = await put(served, 'shop.tar', 'content')
  expect(status).toBe(200)
  expect(JSON.parse(body)).toEqual({
    name: 'shop.tar',
    bytes: 7,
    checksum: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
  })
  expect(await put(served, 'shop.tar', 'other')).toMatchObject({ status: 409 })
  expect(await served.caller.imports.list()).toMatchObject([{ name: 'shop.tar', bytes: 7 }])
})

test('a file without a plain name, or larger than is taken, is refused', async ({ served }) => {
  for (const name of ['..%2Fshadow', '.hidden', 'a%20b', '']) {
    expect(await put(served, name, 'content')).toMatchObject({ status: 400 })
  }
  const headers = { 'content-length': String(17 * 1024 ** 3) }
  const tooLarge = put(served, 'huge.tar', '', headers)
  await expect(tooLarge).resolves.toMatchObject({ status: 400 })
  expect(await served.caller.imports.list()).toEqual([])
})
