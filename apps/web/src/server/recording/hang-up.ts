import { ConsoleId, FRAME } from '@vserver/core/console/model'
import WebSocket from 'ws'
import type { Panel } from '../context.ts'
import { hubOf } from '../services/host/hub-of.ts'

const CONNECT_MS = 5000
const ONLY_NEW = 2n ** 64n - 1n

/** Ends a console for all who are at it: its program gets a hang-up. A host that is away has nobody at it. */
export function hangUpConsole(
  panel: Panel,
  { consoleId, hostId }: { consoleId: string; hostId: string },
): void {
  const address = hubOf(panel, hostId).agent.consoleAddress({ consoleId: ConsoleId.parse(consoleId) })
  const socket = new WebSocket(address, { handshakeTimeout: CONNECT_MS, perMessageDeflate: false })
  socket.on('error', (error) => panel.logger.error('console.hangUp', { console: consoleId }, error))
  socket.on('open', () => {
    const attach = Buffer.alloc(9)
    attach.writeUInt8(FRAME.attach)
    attach.writeBigUInt64LE(ONLY_NEW, 1)
    socket.send(attach)
    socket.send(Buffer.of(FRAME.hangup))
    panel.logger.info('console.hangUp', { console: consoleId })
    socket.close()
  })
}
