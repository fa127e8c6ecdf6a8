import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { CONSOLE_PATH, createConsoleServer } from '../src/server/console/upgrade.ts'
import type { Env } from '../src/server/env.ts'
import type { WebPanel } from '../src/server/instance.ts'
import { IP_HEADER, REQUEST_ID_HEADER } from '../src/server/own-headers.ts'
import type { Speakers } from './languages.ts'
import type { NextApp } from './next-app.ts'

type Options = { panel: WebPanel; app: NextApp; languages: Speakers; env: Env }

export type WebServer = { close(graceMs: number): Promise<void> }

/** One port: the health check, the console's WebSocket, catalogues of languages, and Next for all else. */
export async function listen({ panel, app, languages, env }: Options): Promise<WebServer> {
  const consoles = createConsoleServer(panel)
  const server = createServer((request, response) => {
    setOwnHeaders(request, env)
    if (languages.answer(pathOf(request), response)) return
    const answer =
      pathOf(request) === '/healthz'
        ? answerHealth(panel, response)
        : languages.speak(request, () => app.handle(request, response))
    answer.catch((error) => failRequest(panel, response, error))
  })
  server.on('upgrade', (request, socket, head) => {
    setOwnHeaders(request, env)
    if (pathOf(request) === CONSOLE_PATH)
      languages.speak(request, () => consoles.accept({ request, socket, head }))
    // Only development needs it, for reloading changed modules.
    else if (env.NODE_ENV === 'development') void app.upgrade(request, socket, head)
    else socket.destroy()
  })
  server.listen(env.PORT, env.LISTEN_HOST)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(`Port ${env.PORT} on ${env.LISTEN_HOST} cannot be used: ${(error as Error).message}`)
  }
  return {
    close: async (graceMs) => {
      consoles.close()
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}

/** What the rest trusts about a request comes from the connection, never from the browser. */
function setOwnHeaders(request: IncomingMessage, env: Env): void {
  const forwarded = env.VSERVER_TRUST_PROXY ? String(request.headers['x-forwarded-for'] ?? '') : ''
  const proxied = forwarded.split(',').at(-1)?.trim()
  request.headers[IP_HEADER] = proxied || request.socket.remoteAddress?.replace(/^::ffff:/, '') || 'unknown'
  request.headers[REQUEST_ID_HEADER] = randomUUID()
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/'
}

/** 200 while pages can be served; an agent that is away is said, and is no reason to restart the panel. */
async function answerHealth(panel: WebPanel, response: ServerResponse): Promise<void> {
  const db = await panel.db.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  )
  const agent = [...panel.hosts.values()].every((hub) => hub.picture.reachable)
  response.writeHead(db ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
  response.end(`${JSON.stringify({ db, agent })}\n`)
}

function failRequest(panel: WebPanel, response: ServerResponse, error: unknown): void {
  panel.logger.error('http', {}, error)
  if (!response.headersSent) response.writeHead(500)
  response.end()
}
