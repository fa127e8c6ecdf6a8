import type { GuestView } from '@/server/services/guest/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { StateDot } from '@/ui/state-dot.tsx'

type Look = { label: string; tone: Tone; busy?: boolean }

const STATE_LOOK = {
  building: { label: 'Being created', tone: 'accent', busy: true },
  stopped: { label: 'Stopped', tone: 'neutral' },
  starting: { label: 'Starting', tone: 'accent', busy: true },
  running: { label: 'Running', tone: 'good' },
  paused: { label: 'Paused', tone: 'warn' },
  stopping: { label: 'Stopping', tone: 'warn', busy: true },
  failed: { label: 'Failed', tone: 'bad' },
  unknown: { label: 'Not known', tone: 'warn' },
} as const satisfies Record<GuestView['state'], Look>

export function GuestState({ state }: { state: GuestView['state'] }) {
  const look: Look = STATE_LOOK[state]
  return <StateDot busy={look.busy ?? false} label={look.label} tone={look.tone} />
}

/** What the state means for the reader, where the word alone leaves a question. */
export function explainState(guest: Pick<GuestView, 'state' | 'failure' | 'crashLoop'>): string | null {
  if (guest.state === 'failed')
    return guest.failure ?? 'It stopped by itself. Start it again or look at its boot log.'
  if (guest.state === 'paused') return 'Its programs stand still until it is resumed; their memory is kept.'
  if (guest.state === 'unknown')
    return 'Its host does not answer, so its state is not known. A guest that ran keeps running.'
  if (guest.state === 'stopped' && guest.failure) return guest.failure
  return guest.crashLoop && crashWords(guest.crashLoop.tries)
}

/** Why it was started by itself: a guest that runs again looks sound, and may not be. */
function crashWords(tries: number): string {
  const often = tries === 1 ? 'once' : `${tries} times`
  return `It went down by itself and was started again ${often}. Its boot log may say why; it counts as sound after ten minutes.`
}
