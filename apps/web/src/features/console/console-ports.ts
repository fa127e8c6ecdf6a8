import type { ConsoleStatus } from './status.ts'

/** The part of a WebSocket that is used. */
export type Socket = {
  send: (data: string | Uint8Array<ArrayBuffer>) => void
  close: () => void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: ((event: { code: number }) => void) | null
}

export type ConsolePorts = {
  /** A new single-use ticket; with an id it attaches to that console again. */
  issueTicket: (consoleId: string | null) => Promise<string>
  /** A shell from before, to go back to; when that is gone, a new one is opened. */
  kept?: string | null
  openSocket: () => Socket
  /** `onWritten` runs when the screen has taken the bytes. */
  write: (data: Uint8Array | string, onWritten?: () => void) => void
  onStatus: (status: ConsoleStatus) => void
  /** Which console it is, as soon as that is known. */
  onConsole?: (consoleId: string | null) => void
  /** The boot log, and what is only watched: the server takes nothing but credit from its readers. */
  isReadOnly: boolean
  /** Somebody else's console: its size is theirs. */
  isForeign: boolean
}
