import { createServer, type Server } from 'node:http'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'
import { consoleUpgrades } from './console/upgrade.ts'
import type { AgentServices } from './context.ts'
import { IMPORTS_PATH, receiveUpload } from './imports/upload.ts'
import { listenOnSocket } from './listen.ts'
import { answerScrape, METRICS_PATH } from './metrics/answer.ts'
import { requestIdOf } from './request-id.ts'
import { agentRouter } from './routers/root.ts'

const BODY_BYTES_MAX = 256 * 1024
/** Answers under way get so long; subscriptions never end by themselves. */
const GRACE_MS = 2000

export type AgentServer = { close(): Promise<void> }

/** Serves tRPC, consoles, metrics and the health check on a Unix socket. */
export async function serveAgent(services: AgentServices, socketPath: string): Promise<AgentServer> {
  const server = createServer(requestListener(services))
  server.requestTimeout = 0 // an archive takes as long as it takes; headers have a limit of their own
  const handConsole = consoleUpgrades(services.host, services.log)
  server.on('upgrade', (request, socket, head) => handConsole({ request, socket, head }))
  await listenOnSocket(server, socketPath)
  return { close: () => closeServer(server) }
}

function requestListener(services: AgentServices): Parameters<typeof createServer>[1] {
  const handleTrpc = createHTTPHandler({
    router: agentRouter,
    basePath: '/trpc/',
    maxBodySize: BODY_BYTES_MAX,
    createContext: ({ req }) => ({ ...services, requestId: requestIdOf(req) }),
  })
  return (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://agent')
    if (pathname.startsWith('/trpc/')) {
      handleTrpc(request, response)
      return
    }
    if (pathname.startsWith(IMPORTS_PATH)) {
      void receiveUpload(services, request, response)
      return
    }
    if (pathname === METRICS_PATH) {
      void answerScrape(services.exposition, request, response)
      return
    }
    const isHealth = pathname === '/healthz'
    response.writeHead(isHealth ? 200 : 404, { 'content-type': 'application/json' })
    response.end(isHealth ? '{"ok":true}\n' : '{"ok":false}\n')
  }
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
  await promise
  clearTimeout(timer)
}
