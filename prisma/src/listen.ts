import pg from 'pg'

const RETRY_MS = [100, 500, 2000, 5000] as const
/** A quiet connection to a database that went without a word is found out by probes from then on: tcp(7). */
const KEEP_ALIVE_MS = 10_000

type Options = {
  onNotice(payload: string): void
  /** It listens now, and something may have been missed before. */
  onBegin(): void
  onError(error: unknown): void
}

export type Listener = { close(): Promise<void> }

/** Hears what the database tells on a channel, over a connection of its own that is made again when it is lost. */
export function listenTo(url: string, channel: string, options: Options): Listener {
  const listening = new Listening(url, channel, options)
  void listening.begin()
  return listening
}

class Listening implements Listener {
  readonly #url: string
  readonly #channel: string
  readonly #options: Options
  #client: pg.Client | null = null
  #isClosed = false
  #attempt = 0
  #timer: NodeJS.Timeout | undefined

  constructor(url: string, channel: string, options: Options) {
    this.#url = url
    this.#channel = channel
    this.#options = options
  }

  async begin(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#url,
      ...{ keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
    })
    this.#client = client
    client.on('notification', ({ payload }) => this.#options.onNotice(payload ?? ''))
    client.on('error', (error) => this.#lose(client, error))
    client.on('end', () => this.#lose(client, new Error('The connection has ended.')))
    try {
      await client.connect()
      await client.query(`LISTEN ${client.escapeIdentifier(this.#channel)}`)
      if (this.#client !== client) return
      this.#attempt = 0
      this.#options.onBegin()
    } catch (error) {
      this.#lose(client, error)
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => {})
  }

  #lose(client: pg.Client, error: unknown): void {
    if (this.#isClosed || this.#client !== client) return
    this.#client = null
    client.end().catch(() => {})
    this.#options.onError(error)
    const wait = RETRY_MS[Math.min(this.#attempt, RETRY_MS.length - 1)] ?? 0
    this.#attempt += 1
    this.#timer = setTimeout(() => void this.begin(), wait)
  }
}
