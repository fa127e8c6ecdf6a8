import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import ssh2, { type AuthContext, type Connection } from 'ssh2'
import type { Panel } from '../context.ts'
import { isVserverError } from '../trpc/errors.ts'
import { corkEachTurn } from './cork.ts'
import { Link } from './link.ts'
import { serveSession } from './session.ts'
import { type SignedIn, signIn } from './sign-in.ts'

const CONNECTIONS_MAX = 200
const CONNECTIONS_OF_ADDRESS_MAX = 50
const CONNECTIONS_OF_USER_MAX = 10
const CHANNELS_MAX = 10
/** OpenSSH's LoginGraceTime is two minutes; nobody needs that for a key. */
const SIGN_IN_MS = 30_000
const TRIES_MAX = 10
/** From the attempt: a refusal tells nothing by how long it took. */
const REFUSAL_MS = 250
/** A key that is only asked about is refused often, by clients that have many. */
const ASKED_MS = 50
const METHODS = ['publickey', 'password']
/** Of Node's own crypto, fast in hardware; no compression, which lets little input be much. */
const ALGORITHMS = {
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes256-ctr', 'aes128-ctr'],
  compress: ['none'],
} as const

export type GatewayOptions = {
  panel: Panel
  host: string
  port: number
  /** Of the gateway, in OpenSSH's format. */
  privateKey: string
}
export type Gateway = { port: number; close(): void }

/** An SSH server whose users' names are guests: what it opens are consoles of these, by the rules of consoles. */
export async function listenSsh({ panel, host, port, privateKey }: GatewayOptions): Promise<Gateway> {
  const sockets = new Map<string, Socket>()
  const links = new Map<Link, string>()
  const ssh = new ssh2.Server({
    hostKeys: [privateKey],
    ident: 'VServer',
    algorithms: ALGORITHMS,
    keepaliveInterval: 20_000,
  })
  ssh.on('connection', (connection, info) => {
    const socket = sockets.get(`${info.ip}:${info.port}`)
    if (socket) serveConnection({ panel, connection, socket, links, client: info.header.versions.software })
    else connection.end()
  })
  const server = createServer({ noDelay: true }, (socket) => {
    const address = addressOf(socket)
    const ofAddress = [...sockets.values()].filter((other) => addressOf(other) === address).length
    if (sockets.size >= CONNECTIONS_MAX || ofAddress >= CONNECTIONS_OF_ADDRESS_MAX)
      return void socket.destroy()
    const key = `${socket.remoteAddress}:${socket.remotePort}`
    sockets.set(key, socket)
    socket.on('close', () => sockets.delete(key))
    socket.on('error', () => socket.destroy())
    corkEachTurn(socket)
    ssh.injectSocket(socket)
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new Error(`Port ${port} on ${host} cannot be used for SSH: ${(error as Error).message}`)
  }
  const bound = server.address()
  return {
    port: typeof bound === 'object' && bound ? bound.port : port,
    close: () => {
      server.close()
      for (const link of links.keys()) link.end('The panel is being restarted.')
      const open = new Set([...links.keys()].map((link) => link.socket))
      for (const socket of sockets.values()) if (!open.has(socket)) socket.destroy()
    },
  }
}

type Served = {
  panel: Panel
  connection: Connection
  socket: Socket
  /** With the user whose they are. */
  links: Map<Link, string>
  client: string
}

function serveConnection({ panel, connection, socket, links, client }: Served): void {
  const ip = addressOf(socket)
  const asking = { ...panel, requestId: randomUUID(), ip }
  const grace = setTimeout(() => socket.destroy(), SIGN_IN_MS)
  let tries = 0
  let sessions = 0
  let link: Link | null = null
  connection.on('error', () => {}) // the close that follows says all
  connection.on('close', () => {
    clearTimeout(grace)
    if (link) links.delete(link)
  })
  connection.on('authentication', (context) => {
    if (context.method === 'none') return context.reject(METHODS)
    tries += 1
    if (tries > TRIES_MAX) return void socket.destroy()
    answer(asking, context, client)
      .then((signedIn) => {
        if (!signedIn) return
        link = open(signedIn)
      })
      .catch((error) => panel.logger.error('ssh.signIn', { ip }, error))
  })
  const open = (signedIn: SignedIn): Link => {
    clearTimeout(grace)
    const own = [...links.values()].filter((userId) => userId === signedIn.viewer.id).length
    const refusal =
      own >= CONNECTIONS_OF_USER_MAX ? `You have ${own} SSH connections open; close one of them first.` : null
    const made = new Link({ panel, connection, socket, ip, signedIn, refusal })
    links.set(made, signedIn.viewer.id)
    return made
  }
  connection.on('session', (accept, reject) => {
    if (!link || sessions >= CHANNELS_MAX) return reject()
    sessions += 1
    const session = accept()
    session.on('close', () => {
      sessions -= 1
    })
    serveSession(link, session)
  })
}

/** Answers one attempt; who it was, when it was let in. */
async function answer(
  asking: Parameters<typeof signIn>[0],
  context: AuthContext,
  client: string,
): Promise<SignedIn | null> {
  const isAsked = context.method === 'publickey' && !context.signature
  const slow = sleep(isAsked ? ASKED_MS : REFUSAL_MS)
  const result = await signIn(asking, context, client.slice(0, 60)).catch((error) => {
    if (!isVserverError(error)) asking.logger.error('ssh.signIn', { ip: asking.ip }, error)
    return null
  })
  if (result === 'ask') context.accept()
  if (result && result !== 'ask') {
    context.accept()
    asking.logger.info('ssh.signIn', { ip: asking.ip, ok: true })
    return result
  }
  if (result === null) {
    await slow
    context.reject(METHODS)
    if (!isAsked) asking.logger.info('ssh.signIn', { ip: asking.ip, ok: false })
  }
  return null
}

function addressOf(socket: Socket): string {
  return socket.remoteAddress?.replace(/^::ffff:/, '') ?? 'unknown'
}
