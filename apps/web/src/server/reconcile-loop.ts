import type { Operation, OperationKind } from '@vserver/core/operation/model'
import type { HostHub, HubEvent } from './agent/hub.ts'
import type { Panel } from './context.ts'
import { seeToGuest } from './life-loop.ts'
import { followRunOf } from './services/guest/follow-runs.ts'
import { reconcileHost } from './services/guest/reconcile.ts'
import { mirrorOperation } from './services/operation/mirror.ts'

const PERIOD_MS = 30_000
/** Operations after which a guest is there or is not. */
const DECIDES_LIFE: readonly OperationKind[] = ['guest.create', 'guest.clone', 'guest.delete']

/** Mirrors what agents report and heals what does not fit, until the returned function is called. */
export function keepReconciled(panel: Panel): () => void {
  const stop = new AbortController()
  const followers = [...panel.hosts.values()].map((hub) => new Follower(panel, hub))
  for (const follower of followers) void follower.follow(stop.signal)
  const timer = setInterval(() => {
    for (const follower of followers) void follower.refresh()
  }, PERIOD_MS)
  return () => {
    clearInterval(timer)
    stop.abort()
  }
}

/** After these a suspended guest may have to be archived, or started again. */
const LEADS_ON: readonly OperationKind[] = ['guest.stop', 'guest.unarchive']

class Follower {
  readonly #panel: Panel
  readonly #hub: HostHub
  #isRunning = false
  #isWanted = false

  constructor(panel: Panel, hub: HostHub) {
    this.#panel = panel
    this.#hub = hub
  }

  async follow(signal: AbortSignal): Promise<void> {
    for await (const event of this.#hub.listen(signal)) {
      try {
        await this.#heed(event)
      } catch (error) {
        this.#panel.logger.error('host.event', { host: this.#hub.hostId, kind: event.kind }, error)
      }
    }
  }

  /** In case an event was missed. */
  async refresh(): Promise<void> {
    if (!this.#hub.picture.reachable) return
    try {
      await this.#hub.refresh()
      this.reconcileSoon()
    } catch (error) {
      this.#panel.logger.error('host.refresh', { host: this.#hub.hostId }, error)
    }
  }

  /** One at a time; a wish during a run means one more run after it. */
  reconcileSoon(): void {
    this.#isWanted = true
    if (!this.#isRunning) void this.#run()
  }

  async #heed(event: HubEvent): Promise<void> {
    if (event.kind === 'reachable' || event.kind === 'reset') this.reconcileSoon()
    if (event.kind === 'operation') await this.#mirror(event.operation)
  }

  async #mirror(operation: Operation): Promise<void> {
    const { db } = this.#panel
    const { hostId } = this.#hub
    const guest = await db.guest.findUnique({
      where: { hostId_hostName: { hostId, hostName: operation.subject } },
      select: { id: true },
    })
    await mirrorOperation(db, operation, { hostId, ...(guest ? { guestId: guest.id } : {}) })
    const decidesLife = DECIDES_LIFE.includes(operation.kind)
    if (decidesLife && operation.state !== 'running') this.reconcileSoon()
    if (guest) await followRunOf(this.#panel, this.#hub, { guestId: guest.id, operation })
    if (guest && LEADS_ON.includes(operation.kind) && operation.state !== 'running')
      await seeToGuest(this.#panel, this.#hub, guest.id)
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#isWanted) {
      this.#isWanted = false
      try {
        if (!this.#hub.picture.reachable) break
        await reconcileHost(this.#panel, this.#hub)
      } catch (error) {
        this.#panel.logger.error('reconcile', { host: this.#hub.hostId }, error)
      }
    }
    this.#isRunning = false
  }
}
