import type { Host } from '@vserver/core/host-port'

const DAY_KEY_LENGTH = 'YYYY-MM-DD'.length

/** Acts once a day, in the hour that was chosen, by the clock of the host. */
export class Nightly {
  readonly #host: Pick<Host, 'now'>
  readonly #hour: number | null
  readonly #act: () => Promise<unknown>
  #doneOn: string | null = null

  constructor(host: Pick<Host, 'now'>, { hour, act }: { hour: number | null; act: () => Promise<unknown> }) {
    this.#host = host
    this.#hour = hour
    this.#act = act
  }

  async tick(): Promise<void> {
    const now = new Date(this.#host.now())
    const day = now.toISOString().slice(0, DAY_KEY_LENGTH)
    if (this.#hour === null || now.getHours() !== this.#hour || this.#doneOn === day) return
    this.#doneOn = day
    await this.#act()
  }
}
