import type { Host } from '../host.ts'
import { readGuest } from './internal.ts'
import { GuestName } from './model.ts'

/** Says of a guest that runs which of those it depends on do not; returns their names. */
export async function noteMissingDependencies(host: Host, name: GuestName): Promise<string[]> {
  const { options } = await readGuest(host, name)
  const isRunning = async (guest: string): Promise<boolean> =>
    (await host.runtime.inspect(GuestName.parse(guest))).state === 'running'
  if (!(await isRunning(name))) return []
  const runs = await Promise.all(options.boot.dependsOn.map(isRunning))
  const missing = options.boot.dependsOn.filter((_, index) => !runs[index])
  if (missing.length === 0) return []
  const names = missing.join(' and ')
  const failure =
    missing.length === 1
      ? `It was started although ${names}, on which it depends, is not running.`
      : `It was started although ${names}, on which it depends, are not running.`
  await host.guests.update(name, (now) => ({ ...now, failure }))
  return missing
}
