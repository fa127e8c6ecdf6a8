/** The part of ssh2 that the gateway uses; the package has no types of its own. */
declare module 'ssh2' {
  import type { EventEmitter } from 'node:events'
  import type { Socket } from 'node:net'
  import type { Duplex, Writable } from 'node:stream'

  export type ParsedKey = {
    type: string
    getPublicSSH(): Buffer
    verify(data: Buffer, signature: Buffer, algorithm?: string): boolean | Error
  }
  export const utils: {
    parseKey(key: Buffer | string): ParsedKey | Error
    generateKeyPairSync(type: 'ed25519', options?: { comment?: string }): { private: string; public: string }
  }

  export type AuthContext = {
    username: string
    method: 'none' | 'password' | 'publickey' | 'hostbased' | 'keyboard-interactive'
    /** publickey */
    key?: { algo: string; data: Buffer }
    signature?: Buffer
    blob?: Buffer
    hashAlgo?: string
    /** password */
    password?: string
    accept(): void
    reject(methodsLeft?: string[]): void
  }

  export class ServerChannel extends Duplex {
    stderr: Writable
    exit(code: number): void
    exit(signal: string, coreDumped?: boolean, message?: string): void
    close(): void
  }

  /** Absent: the client wants no answer. */
  type Answer<T = boolean> = (() => T) | undefined
  type Window = { cols: number; rows: number }
  export interface Session extends EventEmitter {
    on(
      event: 'pty',
      listener: (accept: Answer, reject: Answer, info: Window & { term: string }) => void,
    ): this
    on(
      event: 'env',
      listener: (accept: Answer, reject: Answer, info: { key: string; val: string }) => void,
    ): this
    on(event: 'window-change', listener: (accept: Answer, reject: Answer, info: Window) => void): this
    on(event: 'signal', listener: (accept: Answer, reject: Answer, info: { name: string }) => void): this
    on(event: 'shell', listener: (accept: () => ServerChannel, reject: Answer) => void): this
    on(
      event: 'exec',
      listener: (accept: () => ServerChannel, reject: Answer, info: { command: string }) => void,
    ): this
    on(
      event: 'subsystem',
      listener: (accept: () => ServerChannel, reject: Answer, info: { name: string }) => void,
    ): this
    on(event: 'close', listener: () => void): this
  }

  export type ClientInfo = {
    ip: string
    port: number
    header: { identRaw: string; versions: { software: string } }
  }
  export interface Connection extends EventEmitter {
    on(event: 'authentication', listener: (context: AuthContext) => void): this
    on(event: 'ready' | 'end' | 'close', listener: () => void): this
    on(event: 'session', listener: (accept: () => Session, reject: () => void) => void): this
    on(event: 'error', listener: (error: Error) => void): this
    once(event: 'ready' | 'end' | 'close', listener: () => void): this
    end(): this
  }

  export class Server extends EventEmitter {
    constructor(config: {
      hostKeys: string[]
      ident?: string
      algorithms?: Record<'cipher' | 'compress', readonly string[]>
      keepaliveInterval?: number
      keepaliveCountMax?: number
    })
    on(event: 'connection', listener: (connection: Connection, info: ClientInfo) => void): this
    injectSocket(socket: Socket): void
  }
  /** A client's, for tests. */
  export class ClientChannel extends Duplex {
    stderr: EventEmitter
  }
  export class Client extends EventEmitter {
    connect(config: {
      host: string
      port: number
      username: string
      privateKey?: string
      password?: string
    }): this
    shell(callback: (error: Error | undefined, channel: ClientChannel) => void): this
    end(): this
  }
  const ssh2: { Client: typeof Client; Server: typeof Server; utils: typeof utils }
  export default ssh2
}
