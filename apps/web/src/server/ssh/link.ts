import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { VserverError } from '@vserver/core/errors'
import { MINUTE_MS } from '@vserver/core/units'
import type { Connection, ServerChannel } from 'ssh2'
import { readViewer } from '../auth/read-viewer.ts'
import { keepAsked } from '../console/keep-asked.ts'
import type { Panel, ServiceContext } from '../context.ts'
import { type Carrier, LAST_WORDS_MS } from './carry.ts'
import { SESSION_MS, type SignedIn } from './sign-in.ts'

/** ssh2 gives 2 MiB of window for each channel, and does not refuse what comes beyond it. */
const WAITING_MAX_BYTES = 8 * 1024 * 1024
/** A connection without channels is kept that long, for who shares one between many commands. */
const UNUSED_MS = 10 * MINUTE_MS

export type LinkOptions = {
  panel: Panel
  connection: Connection
  socket: Socket
  ip: string
  signedIn: SignedIn
  /** In words; every channel is told and ends. */
  refusal: string | null
}

/** A connection after its sign-in: whose it is, what is open on it, and what ends it. */
export class Link {
  readonly panel: Panel
  readonly socket: Socket
  readonly requestId = randomUUID()
  readonly #options: LinkOptions
  readonly #carriers = new Map<ServerChannel, Carrier | null>()
  readonly #stops: (() => void)[] = []
  #usedAt = Date.now()

  constructor(options: LinkOptions) {
    this.panel = options.panel
    this.socket = options.socket
    this.#options = options
    this.#watch()
  }

  get channels(): number {
    return this.#carriers.size
  }

  /** With what the viewer may do now. */
  async context(): Promise<ServiceContext> {
    const { panel, ip, signedIn, refusal } = this.#options
    if (refusal) throw new VserverError('RATE_LIMITED', refusal, { hint: refusal })
    const viewer = await readViewer(panel.db, signedIn.viewer.sessionId, panel.now())
    if (!viewer)
      throw new VserverError('UNAUTHENTICATED', 'The sign-in has ended.', { hint: 'Your sign-in was ended.' })
    return { ...panel, requestId: this.requestId, ip, viewer }
  }

  requireGuest(): string {
    const { guest, choices } = this.#options.signedIn
    if (guest) return guest.id
    const lines = choices.map((login) => `  ssh ${login}@…`).join('\r\n')
    throw new VserverError('INVALID_INPUT', 'Several guests have this name.', {
      hint: `Several guests have this name; say which one:\r\n${lines}`,
    })
  }

  addChannel(channel: ServerChannel): void {
    this.#carriers.set(channel, null)
    channel.once('close', () => {
      this.#carriers.delete(channel)
      this.#usedAt = Date.now()
    })
  }

  addCarrier(carrier: Carrier, channel: ServerChannel): void {
    if (this.#carriers.has(channel)) this.#carriers.set(channel, carrier)
  }

  /** Says why on every channel, and closes all. */
  end(message: string): void {
    this.#stop()
    const { connection } = this.#options
    const cut = setTimeout(() => this.socket.destroy(), 2 * LAST_WORDS_MS)
    const leave = setTimeout(() => connection.end(), LAST_WORDS_MS)
    this.socket.once('close', () => {
      clearTimeout(cut)
      clearTimeout(leave)
    })
    for (const [channel, carrier] of this.#carriers) {
      if (carrier) carrier.revoke(message)
      else channel.close()
    }
  }

  #watch(): void {
    const { panel, signedIn, connection } = this.#options
    const { viewer, guest } = signedIn
    const asked = keepAsked({
      question: () => this.#recheck(),
      onError: (error) => panel.logger.error('ssh.recheck', { requestId: this.requestId }, error),
    })
    const forget = panel.consoles.add({
      sessionId: viewer.sessionId,
      userId: viewer.id,
      accountId: viewer.accountId,
      guestId: guest?.id ?? '',
      ownerIds: guest ? [guest.customerId, guest.resellerId] : [],
      consoleId: null,
      recheck: asked.ask,
      revoke: () => this.end('Your sign-in was ended.'),
    })
    const prolonging = setInterval(() => void this.#prolong(), SESSION_MS / 3)
    const onData = () => this.#requireOrder()
    this.socket.on('data', onData)
    this.#stops.push(forget, asked.stop, () => clearInterval(prolonging))
    connection.once('close', () => {
      this.#stop()
      this.socket.off('data', onData)
      void this.#forget()
    })
  }

  #stop(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** Only whether the sign-in is good: each channel asks for its own right. */
  async #recheck(): Promise<void> {
    const { panel, signedIn } = this.#options
    if (!(await readViewer(panel.db, signedIn.viewer.sessionId, panel.now())))
      this.end('Your sign-in was ended.')
    else if (this.channels === 0 && Date.now() - this.#usedAt > UNUSED_MS) this.end('Nothing was asked for.')
  }

  #requireOrder(): void {
    let waiting = 0
    for (const channel of this.#carriers.keys()) waiting += channel.readableLength
    if (waiting > WAITING_MAX_BYTES) this.socket.destroy()
  }

  async #prolong(): Promise<void> {
    const { panel, signedIn } = this.#options
    const expiresAt = new Date(Date.now() + SESSION_MS)
    await panel.db.session
      .updateMany({ where: { id: signedIn.viewer.sessionId }, data: { expiresAt } })
      .catch((error) => panel.logger.error('ssh.prolong', { requestId: this.requestId }, error))
  }

  /** A token is not a row of its own and stays. */
  async #forget(): Promise<void> {
    const { panel, signedIn } = this.#options
    await panel.db.session
      .deleteMany({ where: { id: signedIn.viewer.sessionId } })
      .catch((error) => panel.logger.error('ssh.forget', { requestId: this.requestId }, error))
  }
}
