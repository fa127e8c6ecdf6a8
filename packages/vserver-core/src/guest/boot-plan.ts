import type { GuestName, GuestRecord } from './model.ts'

/** One guest of an order; `after` names only guests that come before it in the plan. */
export type BootStep = { name: GuestName; after: readonly GuestName[] }

type Bootable = Pick<GuestRecord, 'name' | 'options'>

/**
 * The order in which these guests are started: by order number, then by name, each after those it depends on, which
 * are drawn forward. Dependencies outside the set do not count. A circle, which no change of options lets through, is
 * cut where it closes, so that nobody waits for ever.
 */
export function planBoot(guests: readonly Bootable[]): BootStep[] {
  const all = new Map(guests.map((guest) => [guest.name as string, guest]))
  const begun = new Set<Bootable>()
  const steps = new Map<string, BootStep>()
  const place = (guest: Bootable): void => {
    if (begun.has(guest)) return
    begun.add(guest)
    const dependencies = needsOf(guest).flatMap((name) => all.get(name) ?? [])
    for (const dependency of dependencies.sort(byOrder)) place(dependency)
    const after = dependencies.flatMap(({ name }) => (steps.has(name) ? [name] : []))
    steps.set(guest.name, { name: guest.name, after })
  }
  for (const guest of [...guests].sort(byOrder)) place(guest)
  return [...steps.values()]
}

/** The reverse: a guest is stopped when all that depend on it are down. */
export function planShutdown(guests: readonly Bootable[]): BootStep[] {
  const boot = planBoot(guests)
  return boot.toReversed().map(({ name }) => ({
    name,
    after: boot.filter((step) => step.after.includes(name)).map((step) => step.name),
  }))
}

/** A way from the guest over its dependencies back to itself, or null. */
export function findCircle(guests: readonly Bootable[], from: GuestName): GuestName[] | null {
  const all = new Map(guests.map((guest) => [guest.name as string, guest]))
  const seen = new Set<string>()
  const walk = (name: GuestName, path: readonly GuestName[]): GuestName[] | null => {
    if (name === from && path.length > 0) return [...path, name]
    if (seen.has(name)) return null
    seen.add(name)
    const guest = all.get(name)
    for (const dependency of guest === undefined ? [] : needsOf(guest)) {
      const found = all.get(dependency)
      const circle = found === undefined ? null : walk(found.name, [...path, name])
      if (circle !== null) return circle
    }
    return null
  }
  return walk(from, [])
}

/** The guests it depends on, those whose spaces it uses among them: without these it cannot start. */
function needsOf({ options: { boot, spaces } }: Bootable): string[] {
  return [...new Set([...boot.dependsOn, spaces.network, spaces.ipc])].filter((name) => name !== null)
}

function byOrder(a: Bootable, b: Bootable): number {
  return a.options.boot.order - b.options.boot.order || (a.name < b.name ? -1 : 1)
}
