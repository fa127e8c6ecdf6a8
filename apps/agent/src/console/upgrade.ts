import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ConsoleId, FRAME_MAX_BYTES } from '@vserver/core/console/model'
import { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { WebSocketServer } from 'ws'
import type { Logger } from '../logger.ts'
import { bridgeConsole } from './bridge.ts'

type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

/** Answers WebSocket upgrades at /console/ID and /console/boot/GUEST; `close` ends all of them. */
export function consoleUpgrades(host: Host, log: Logger) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_MAX_BYTES + 1,
    perMessageDeflate: false,
  })
  const accept = async ({ request, socket, head }: Upgrade): Promise<void> => {
    const console = await connectConsole(host, new URL(request.url ?? '/', 'http://agent').pathname)
    if (console === null) {
      refuse(socket, '404 Not Found')
      return
    }
    if (socket.destroyed) {
      console.destroy()
      return
    }
    server.handleUpgrade(request, socket, head, (viewer) => bridgeConsole(viewer, console))
  }
  return {
    accept: (upgrade: Upgrade): void => {
      const dropped = (): void => {}
      upgrade.socket.on('error', dropped)
      accept(upgrade).catch((error: unknown) => {
        log.error('console', error, { path: upgrade.request.url })
        refuse(upgrade.socket, '502 Bad Gateway')
      })
    },
    close: (): void => {
      for (const viewer of server.clients) viewer.close(1001)
      server.close()
    },
  }
}

/** Null when there is no such console, or nobody listens on its socket any more. */
async function connectConsole(host: Host, pathname: string): Promise<Socket | null> {
  const path = await findSocket(host, pathname)
  if (path === null) return null
  const console = connect(path)
  try {
    await once(console, 'connect')
    return console
  } catch {
    console.destroy()
    return null
  }
}

async function findSocket(host: Host, pathname: string): Promise<string | null> {
  const [, root, first = '', second, ...rest] = pathname.split('/')
  if (root !== 'console' || rest.length > 0) return null
  if (second !== undefined) {
    const guest = GuestName.safeParse(second)
    return first === 'boot' && guest.success ? host.consoles.bootSocket(guest.data) : null
  }
  const id = ConsoleId.safeParse(first)
  return id.success ? host.consoles.find(id.data) : null
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
