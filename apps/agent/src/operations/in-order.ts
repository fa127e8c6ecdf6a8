import type { BootStep } from '@vserver/core/guest'

/** Guests started or stopped at once: more would only make each other slow. */
export const AT_ONCE = 4

type Work = {
  act(step: BootStep): Promise<void>
  /** When those that wait for the guest may go on; absent = after `act`. */
  settled?(step: BootStep): Promise<void>
}

/** Acts on all guests of a plan, each after those it names, a few at once, those early in the plan first. */
export async function runInOrder(plan: readonly BootStep[], { act, settled }: Work): Promise<void> {
  const turns = new Turns()
  const done = new Map<string, Promise<void>>()
  for (const [rank, step] of plan.entries()) {
    const before = step.after.map((name) => done.get(name))
    const run = async (): Promise<void> => {
      await Promise.all(before)
      await turns.take(rank)
      try {
        await act(step)
      } finally {
        turns.give()
      }
      await settled?.(step)
    }
    done.set(step.name, run())
  }
  await Promise.all(done.values())
}

/** Lets `AT_ONCE` go at a time; of those that wait, the lowest rank first. */
class Turns {
  #free = AT_ONCE
  readonly #waiting: { rank: number; go: () => void }[] = []

  async take(rank: number): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1
      return
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push({ rank, go: resolve })
    this.#waiting.sort((one, other) => one.rank - other.rank)
    await promise
  }

  give(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#free += 1
    else next.go()
  }
}
