import type { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { CONSOLE_UPGRADE, ConsoleId } from '@vserver/core/console/model'
import { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import type { Logger } from '../logger.ts'

export type Upgrade = { request: IncomingMessage; socket: Duplex; head: Buffer }

const GREETING = Buffer.from(
  `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${CONSOLE_UPGRADE}\r\n\r\n`,
)

/**
 * Answers upgrades at /console/ID and /console/boot/GUEST by giving the connection to the process that serves the
 * console: its bytes pass by the agent, which may end without anybody at a console noticing.
 */
export function consoleUpgrades(host: Host, log: Logger): (upgrade: Upgrade) => void {
  return ({ request, socket, head }) => {
    socket.on('error', () => {})
    hand(host, { request, socket, head })
      .then((refusal) => refusal && refuse(socket, refusal))
      .catch((error: unknown) => {
        log.error('console', error, { path: request.url })
        refuse(socket, '502 Bad Gateway')
      })
  }
}

/** The status of a refusal, or null. */
async function hand(host: Host, { request, socket, head }: Upgrade): Promise<string | null> {
  const target = targetOf(new URL(request.url ?? '/', 'http://agent').pathname)
  if (target === null) return '404 Not Found'
  // What came already would be lost: who asks waits for the answer.
  const isEarly = head.length > 0 || socket.readableLength > 0
  if (request.headers.upgrade !== CONSOLE_UPGRADE || isEarly || !(socket instanceof Socket))
    return '400 Bad Request'
  return (await host.consoles.hand(target, socket, GREETING)) ? null : '404 Not Found'
}

type Target = Parameters<Host['consoles']['hand']>[0]

function targetOf(pathname: string): Target | null {
  const [, root, first = '', second, ...rest] = pathname.split('/')
  if (root !== 'console' || rest.length > 0) return null
  if (second !== undefined) {
    const guest = GuestName.safeParse(second)
    return first === 'boot' && guest.success ? { bootOf: guest.data } : null
  }
  const id = ConsoleId.safeParse(first)
  return id.success ? { consoleId: id.data } : null
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
