import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { FRAME_MAX_BYTES } from '@vserver/core/console/model'
import { WebSocketServer } from 'ws'
import type { WebPanel } from '../instance.ts'
import { createServiceContext } from '../request-context.ts'
import { serveConsole } from './serve.ts'

export const CONSOLE_PATH = '/ws/console'
/** The page comes back. Source: the registry of close codes of RFC 6455, 11.7. */
const SERVICE_RESTART = 1012

export type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

/** Accepts console sockets from our own pages and signed-in users; who may enter which guest is asked later. */
export function createConsoleServer(panel: WebPanel) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES + 1,
    perMessageDeflate: false,
  })
  const accept = async ({ request, socket, head }: Upgrade): Promise<void> => {
    const headers = toHeaders(request)
    if (!panel.isOwnOrigin(headers)) return refuse(socket, '403 Forbidden')
    const ctx = await createServiceContext(panel, headers)
    if (!ctx) return refuse(socket, '401 Unauthorized')
    if (ctx.viewer.mustChangePassword || ctx.viewer.mustSetUpSecondFactor)
      return refuse(socket, '403 Forbidden')
    server.handleUpgrade(request, socket, head, (viewer) => {
      serveConsole(ctx, viewer).catch((error) => panel.logger.error('console', {}, error))
    })
  }
  return {
    accept: (upgrade: Upgrade): void => {
      upgrade.socket.on('error', () => upgrade.socket.destroy())
      accept(upgrade).catch((error) => {
        panel.logger.error('console.upgrade', {}, error)
        refuse(upgrade.socket, '500 Internal Server Error')
      })
    },
    close: (): void => {
      for (const viewer of server.clients) viewer.close(SERVICE_RESTART)
      server.close()
    },
  }
}

function toHeaders(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  return headers
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
