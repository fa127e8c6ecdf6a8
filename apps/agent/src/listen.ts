import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { connect } from 'node:net'

/** The agent's user and the panel's group, which the directory gives. */
const SOCKET_MODE = 0o660

/** Listens on a Unix socket; one that a killed agent left is replaced, one that is served is not. */
export async function listenOnSocket(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path)
  } catch (error) {
    if (!isTaken(error)) throw error
    if (await isServed(path))
      throw new Error(`Another agent is running: it serves ${path}.`, { cause: error })
    await rm(path)
    await listen(server, path)
  }
  await chmod(path, SOCKET_MODE)
}

async function listen(server: Server, path: string): Promise<void> {
  server.listen(path)
  await once(server, 'listening')
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

async function isServed(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
