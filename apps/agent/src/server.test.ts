import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer, type Server, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { CONSOLE_UPGRADE, ConsoleId, FRAME } from '@vserver/core/console/model'
import { guestName, runningGuest } from '@vserver/core/testing'
import { test as base, expect } from 'vitest'
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

/** The connection to a console, or the status of the refusal. */
function dial(socketPath: string, path: string, headers = {}): Promise<Socket | number> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket | number>()
  const upgrade = { connection: 'Upgrade', upgrade: CONSOLE_UPGRADE, ...headers }
  const asked = request({ socketPath, path, headers: upgrade })
  asked.once('upgrade', (_response, socket) => resolve(socket as Socket))
  asked.once('response', (response) => resolve(response.resume().statusCode ?? 0))
  asked.on('error', reject).end()
  return promise
}

async function connected(socketPath: string, path: string): Promise<Socket> {
  const socket = await dial(socketPath, path)
  if (typeof socket === 'number') throw new Error(`it was refused with ${socket}`)
  return socket
}

/** A console that echoes what comes. */
async function echoConsole(served: Served, id: string): Promise<{ console: Server; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const console = createServer((socket) => {
    sockets.push(socket)
    socket.pipe(socket)
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

test('the bytes of a connection are those of the console, until either ends', async ({ served }) => {
  const { console, sockets } = await echoConsole(served, 'c-echo-1234')
  const viewer = await connected(served.socket, '/console/c-echo-1234')
  viewer.write(Buffer.from([FRAME.input, 104, 105]))
  expect([...(await once(viewer, 'data'))[0]]).toEqual([FRAME.input, 104, 105])
  sockets[0]?.end()
  await once(viewer, 'close')
  console.close()
})

test.each(['/console/c-none-1234', '/console/../x', '/console/boot/web9', '/console/boot/web1/x', '/other'])(
  '%s is no console',
  async (url) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'vserver-agent-'))
    const socket = path.join(directory, 'agent.sock')
    const server = await serveAgent(testAgent().agent, socket)
    expect(await dial(socket, url)).toBe(404)
    await server.close()
    await rm(directory, { recursive: true })
  },
)

test('who asks for another protocol, or speaks before the answer, is refused', async ({ served }) => {
  const { console } = await echoConsole(served, 'c-echo-5678')
  expect(await dial(served.socket, '/console/c-echo-5678', { upgrade: 'websocket' })).toBe(400)
  const hasty = connect(served.socket)
  const asked = `GET /console/c-echo-5678 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: ${CONSOLE_UPGRADE}`
  hasty.write(`${asked}\r\n\r\nfirst`)
  expect(String((await once(hasty, 'data'))[0])).toMatch(/^HTTP\/1\.1 400 /)
  hasty.destroy()
  console.close()
})

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
