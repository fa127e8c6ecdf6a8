import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Host } from '../src/host.ts'

/** What the viewer hears first. */
export const GREETING = 'welcome\n'

/** The far end of a connection that was given to a console, after its greeting; null when there is no such console. */
export async function handedConnection(
  host: Host,
  target: Parameters<Host['consoles']['hand']>[0],
): Promise<Socket | null> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-hand-'))
  const server = createServer({ pauseOnConnect: true })
  const near = once(server, 'connection') as Promise<[Socket]>
  try {
    server.listen(path.join(directory, 's'))
    await once(server, 'listening')
    const far = connect(path.join(directory, 's'))
    const [connection] = await near
    if (!(await host.consoles.hand(target, connection, Buffer.from(GREETING)))) {
      for (const end of [connection, far]) end.destroy()
      return null
    }
    far.on('error', () => far.destroy())
    await once(far, 'readable')
    const greeting = far.read(GREETING.length)
    if (String(greeting) !== GREETING) throw new Error(`the greeting was ${greeting}`)
    return far
  } finally {
    server.close()
    rmSync(directory, { recursive: true })
  }
}
