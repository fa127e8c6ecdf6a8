import { setTimeout as sleep } from 'node:timers/promises'
import { VserverError } from '@vserver/core/errors'
import { type BootStep, getGuest, noteMissingDependencies, planBoot } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { Host } from '@vserver/core/host-port'
import { SECOND_MS } from '@vserver/core/units'
import type { Logger } from '../logger.ts'
import { runInOrder } from '../operations/in-order.ts'
import type { Reconciler } from './reconciler.ts'

type Dependencies = { host: Host; reconciler: Reconciler; log: Logger; pollMs?: number }

/**
 * The start of all guests that should run, after the host started: in the order of their dependencies, then of their
 * numbers, a few at once. A guest waits for one that it depends on until that one runs, was given up after all its
 * tries, or is not wanted any more; then it starts, and says so when it does without.
 */
export class Boot {
  readonly #dependencies: Dependencies
  #plan: BootStep[] = []

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies
  }

  /** Keeps the reconcile loop from the guests that are down, until their turn comes. */
  async hold(): Promise<void> {
    const { host, reconciler } = this.#dependencies
    const wanted = (await host.guests.list()).filter(({ desired }) => desired === 'running')
    this.#plan = planBoot(wanted)
    for (const { name, intent } of wanted) {
      const run = await host.runtime.inspect(name)
      if (intent === null && run.state === 'absent') reconciler.hold(name)
    }
  }

  /** Ends when every guest of the plan runs, was given up or is not wanted; early on the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { reconciler, pollMs = SECOND_MS } = this.#dependencies
    await runInOrder(this.#plan, {
      act: async ({ name }) => {
        if (signal.aborted || !reconciler.release(name)) return
        await reconciler.one(name)
        await this.#noteMissing(name)
      },
      settled: async ({ name }) => {
        while (!signal.aborted && !(await this.#isSettled(name))) {
          await sleep(pollMs, undefined, { signal }).catch(() => {})
        }
      },
    })
  }

  async #noteMissing(name: GuestName): Promise<void> {
    const { host, log } = this.#dependencies
    const missing = await noteMissingDependencies(host, name).catch((error: unknown) => {
      log.error('boot', error, { guest: name })
      return []
    })
    if (missing.length > 0) log.info('boot', { guest: name, missing: missing.join(' ') })
  }

  async #isSettled(name: GuestName): Promise<boolean> {
    const { host, log } = this.#dependencies
    try {
      const { state, desired, crashLoop } = await getGuest(host, name)
      if (state === 'running' || state === 'paused' || desired !== 'running') return true
      return state === 'failed' && crashLoop !== null && crashLoop.nextAt === null
    } catch (error) {
      if (!(error instanceof VserverError && error.code === 'NOT_FOUND')) {
        log.error('boot', error, { guest: name })
      }
      return true
    }
  }
}
