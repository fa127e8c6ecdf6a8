import { onTestFinished } from 'vitest'
import { rssMib } from './real-host.ts'

const SAMPLE_MS = 500

/** What processes hold while something goes on; one that has not begun or has ended is passed over. */
export function sampleMemory(pids: () => Record<string, number | undefined>) {
  const seen = new Map<string, number[]>()
  const timer = setInterval(() => {
    for (const [name, pid] of Object.entries(pids())) {
      const value = pid === undefined ? Number.NaN : rssMib(pid)
      if (value > 0) seen.set(name, [...(seen.get(name) ?? []), value])
    }
  }, SAMPLE_MS)
  onTestFinished(() => clearInterval(timer))
  /** The first fifth is for buffers to be made and code to be compiled. */
  const steady = (name: string) => {
    const all = seen.get(name) ?? []
    return all.slice(Math.floor(all.length / 5))
  }
  return {
    stop: () => clearInterval(timer),
    /** Of its most over what it held when all was under way; NaN, which nothing passes, when nothing was seen. */
    growthMib: (name: string) => Math.max(...steady(name)) - (steady(name)[0] ?? Number.NaN),
    lines: () =>
      [...seen.keys()].map((name) => {
        const all = steady(name)
        const of = (value: number | undefined) => `${value?.toFixed(1)} MiB`
        return `memory of the ${name}: ${of(all[0])} when under way, most ${of(Math.max(...all))}, at the end ${of(all.at(-1))}`
      }),
  }
}
