import type { Socket } from '../console-ports.ts'

/** The server's end of a WebSocket, driven by the test. */
export type FakeSocket = Socket & {
  sent: (string | Uint8Array)[]
  isClosed: boolean
  say: (text: object) => void
  deliver: (bytes: Uint8Array<ArrayBuffer>) => void
  drop: (code: number) => void
}

export function fakeSocket(): FakeSocket {
  const socket: FakeSocket = {
    sent: [],
    isClosed: false,
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (data) => void socket.sent.push(data),
    close: () => {
      socket.isClosed = true
    },
    say: (text) => socket.onmessage?.({ data: JSON.stringify(text) }),
    deliver: (bytes) => socket.onmessage?.({ data: bytes.buffer }),
    drop: (code) => socket.onclose?.({ code }),
  }
  return socket
}
