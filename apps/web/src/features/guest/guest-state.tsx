import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { StateDot } from '@/ui/state-dot.tsx'

type Look = { label: Words; tone: Tone; busy?: boolean }

const STATE_LOOK = {
  building: { label: msg('Being created'), tone: 'accent', busy: true },
  stopped: { label: msg('Stopped'), tone: 'neutral' },
  starting: { label: msg('Starting'), tone: 'accent', busy: true },
  running: { label: msg('Running'), tone: 'good' },
  paused: { label: msg('Paused'), tone: 'warn' },
  stopping: { label: msg('Stopping'), tone: 'warn', busy: true },
  failed: { label: msg('Failed'), tone: 'bad' },
  unknown: { label: msg('Not known'), tone: 'warn' },
} as const satisfies Record<GuestView['state'], Look>

export function GuestState({ state }: { state: GuestView['state'] }) {
  const look: Look = STATE_LOOK[state]
  return <StateDot busy={look.busy ?? false} label={t(look.label)} tone={look.tone} />
}

/** What the state means for the reader, where the word alone leaves a question. */
export function explainState(
  guest: Pick<GuestView, 'state' | 'failure' | 'crashLoop' | 'archivedAt'>,
): string | null {
  if (guest.state === 'failed')
    return guest.failure ?? t('It stopped by itself. Start it again or look at its boot log.')
  if (guest.state === 'paused')
    return t('Its programs stand still until it is resumed; their memory is kept.')
  if (guest.state === 'unknown')
    return t('Its host does not answer, so its state is not known. A guest that ran keeps running.')
  if (guest.archivedAt) return t('Its files are packed away; it starts when its suspension is lifted.')
  if (guest.state === 'stopped' && guest.failure) return guest.failure
  return guest.crashLoop && crashWords(guest.crashLoop.tries)
}

/** Why it was started by itself: a guest that runs again looks sound, and may not be. */
function crashWords(tries: number): string {
  return t(
    'It went down by itself and was started again {tries, plural, one {once} other {# times}}. Its boot log may say why; it counts as sound after ten minutes.',
    { tries },
  )
}
