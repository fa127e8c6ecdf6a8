import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { CONSOLE_UPGRADE } from '@vserver/core/console/model'
import { onTestFinished } from 'vitest'
import { ConsoleLink } from '../console/link.ts'

const GREETING = `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${CONSOLE_UPGRADE}\r\n\r\n`

/** An agent that has nothing but consoles: the far end of each connection is served until the test is over. */
export async function linkServer(serve: (link: ConsoleLink, url: string) => void): Promise<string> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-test-'))
  const http = createServer()
  const links = new Set<ConsoleLink>()
  http.on('upgrade', (request, socket, head) => {
    socket.write(GREETING)
    const link = new ConsoleLink(socket as Socket, head)
    links.add(link)
    link.once('closed', () => links.delete(link))
    serve(link, request.url ?? '')
    link.resume()
  })
  const socketPath = path.join(directory, 'agent.sock')
  http.listen(socketPath)
  await once(http, 'listening')
  onTestFinished(() => {
    for (const link of links) link.terminate()
    http.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return socketPath
}
