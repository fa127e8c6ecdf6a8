import { msg, type Words } from '@/language/t.ts'
import type { GuestAction, GuestView } from '@/server/services/guest/model.ts'

/** What a person can ask of a guest, by the button or the line that begins it. */
export const VERB_WORDS = {
  console: msg('Console'),
  start: msg('Start'),
  resume: msg('Resume'),
  stop: msg('Stop'),
  restart: msg('Restart'),
  pause: msg('Pause'),
  limits: msg('Limits'),
  rename: msg('Rename…'),
  transfer: msg('Transfer…'),
  suspend: msg('Suspend…'),
  reinstall: msg('Reinstall…'),
  kill: msg('Kill'),
  bin: msg('Put into the bin'),
  delete: msg('Delete…'),
} as const satisfies Partial<Record<GuestAction | 'limits', Words>>

export type GuestVerb = keyof typeof VERB_WORDS
type Judged = Pick<GuestView, 'state' | 'denied'>

/** Whether its processes are there, so that it can be stopped. */
export function isUp({ state }: Judged): boolean {
  return state === 'running' || state === 'paused' || state === 'stopping'
}

/** Those that a guest in this state is offered, first what is done most. */
export function verbsOf(guest: Judged): GuestVerb[] {
  const all = Object.keys(VERB_WORDS) as GuestVerb[]
  return all.filter((verb) => {
    if (verb === 'start') return !isUp(guest)
    if (verb === 'stop') return isUp(guest)
    if (verb === 'resume') return guest.state === 'paused'
    return true
  })
}

/** Null: the viewer may; else why not, as the server said. */
export function deniedOf({ denied }: Judged, verb: GuestVerb): string | null {
  // The page of the console has the boot log too.
  if (verb === 'console') return denied.bootLog === null ? null : denied.console
  return denied[verb === 'limits' ? 'setLimit' : verb]
}
