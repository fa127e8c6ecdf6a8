import { encodeInput } from './frames.ts'

export type InputQueue = {
  push: (bytes: Uint8Array) => void
  /** The console takes so much more. */
  grant: (bytes: number) => void
  /** Of a new connection nothing is known, and the rest of a paste whose middle may be lost is not sent. */
  clear: () => void
}

/**
 * What is typed or pasted goes as far as the console has room for it: behind input that waits for its program, the
 * credit for output would wait too, and the program for it. A console that never tells of its room gets all at once.
 */
export function inputQueue(send: (frame: Uint8Array<ArrayBuffer>) => void): InputQueue {
  let waiting: Uint8Array[] = []
  let sent = 0
  let granted: number | null = null
  const flush = (): void => {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const room = granted === null ? next.length : Math.min(next.length, granted - sent)
      if (room <= 0) return
      for (const frame of encodeInput(next.subarray(0, room))) send(frame)
      sent += room
      if (room === next.length) waiting.shift()
      else waiting[0] = next.subarray(room)
    }
  }
  return {
    push: (bytes) => {
      waiting.push(bytes)
      flush()
    },
    grant: (bytes) => {
      granted = (granted ?? 0) + bytes
      flush()
    },
    clear: () => {
      waiting = []
      sent = 0
      granted = null
    },
  }
}
