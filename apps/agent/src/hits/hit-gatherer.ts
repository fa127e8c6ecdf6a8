import { gravest } from '@vserver/core/hit'
import { HIT_EFFECTS, type HitCount, type HitEffect, type HitResource } from '@vserver/core/hit/model'
import { MINUTE_MS } from '@vserver/core/units'

/**
 * The first hit of a resource is told at once; further ones are gathered for so long. What only slows a guest down can go on
 * for days.
 */
const GATHERED_MS = {
  ...{ killed: MINUTE_MS, refused: MINUTE_MS, dropped: MINUTE_MS },
  ...{ throttled: 10 * MINUTE_MS, reclaimed: 10 * MINUTE_MS },
} as const satisfies Record<HitEffect, number>

type Gathered = { waiting: HitCount[]; toldAtMs: number; told: HitEffect | null }

/** Makes few hits of many: a guest that runs into a limit all the time must not fill the store. */
export class HitGatherer {
  readonly #guests = new Map<string, Map<HitResource, Gathered>>()

  /** Adds what is fresh and gives what is to be told now. */
  take(name: string, fresh: readonly HitCount[], nowMs: number): HitCount[] {
    const resources = this.#guests.get(name) ?? new Map<HitResource, Gathered>()
    if (fresh.length > 0) this.#guests.set(name, resources)
    for (const hit of fresh) {
      const gathered = resources.get(hit.resource) ?? { waiting: [], toldAtMs: 0, told: null }
      resources.set(hit.resource, { ...gathered, waiting: added(gathered.waiting, hit) })
    }
    return [...resources].flatMap(([resource, gathered]) => {
      const [due] = gravest(gathered.waiting)
      if (due === undefined || !isDue(gathered, due, nowMs)) return []
      resources.set(resource, { waiting: [], toldAtMs: nowMs, told: due.effect })
      return [due]
    })
  }

  /** Whether something waits to be told. */
  isGathering(name: string): boolean {
    for (const { waiting } of this.#guests.get(name)?.values() ?? []) if (waiting.length > 0) return true
    return false
  }

  forget(name: string): void {
    this.#guests.delete(name)
  }
}

/** A graver effect than the one that was told last does not wait. A clock that was set back holds nothing up. */
function isDue({ told, toldAtMs }: Gathered, due: HitCount, nowMs: number): boolean {
  if (told === null || nowMs < toldAtMs || rank(due.effect) < rank(told)) return true
  return nowMs >= toldAtMs + GATHERED_MS[due.effect]
}

function rank(effect: HitEffect): number {
  return HIT_EFFECTS.indexOf(effect)
}

function added(waiting: readonly HitCount[], hit: HitCount): HitCount[] {
  const same = waiting.find(({ effect }) => effect === hit.effect)
  const rest = waiting.filter((one) => one !== same)
  return [...rest, { ...hit, count: hit.count + (same?.count ?? 0) }]
}
