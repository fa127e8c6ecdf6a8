import type { Socket } from 'node:net'
import type { Addon } from './addon.ts'

/** What Node keeps below a connected socket. */
type WithDescriptor = { _handle?: { fd?: number } | null }

/**
 * Gives the other end of a connection to the console at `path`: after the greeting, what it says is heard there, and
 * our side is closed. Nothing of it may have been read yet. False: there is no such console, and the connection stays.
 */
export function handConnection(
  addon: Addon,
  { path, connection, greeting }: { path: string; connection: Socket; greeting: Uint8Array },
): boolean {
  const fd = (connection as WithDescriptor)._handle?.fd
  if (fd === undefined || fd < 0) return false
  try {
    addon.handConnection(path, fd, greeting)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return false
    throw error
  }
  connection.destroy()
  return true
}
