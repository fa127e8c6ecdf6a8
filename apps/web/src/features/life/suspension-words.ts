import { currentLocale } from '@/language/current.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { GuestView } from '@/server/services/guest/model.ts'
import type { SuspensionStep } from '@/server/services/suspension/model.ts'

type Step = NonNullable<GuestView['suspension']>['step']

/** What a rung means, and what is still possible on it. */
export const STEP_WORDS: Record<Step, { label: Words; still: Words }> = {
  lifted: { label: msg('The suspension is being lifted'), still: msg('The guest gets back what it had.') },
  warned: { label: msg('Warned'), still: msg('The guest goes on as before.') },
  throttled: {
    label: msg('Throttled'),
    still: msg('It runs with a tenth of its processor and a slow network; everything else works.'),
  },
  paused: {
    label: msg('Paused'),
    still: msg('Its programs stand still and answer nobody; its memory, files and addresses are kept.'),
  },
  stopped: { label: msg('Stopped'), still: msg('It cannot be started; its files and addresses are kept.') },
  archived: {
    label: msg('Archived'),
    still: msg(
      'It cannot be started, and its files are packed away until this is lifted; its addresses are kept.',
    ),
  },
}

export const stepOptions = (): { value: SuspensionStep; label: string }[] => [
  { value: 'warned', label: t('Warn: only says why') },
  { value: 'throttled', label: t('Throttle: a tenth of the processor, slow network') },
  { value: 'paused', label: t('Pause: its programs stand still, in memory, until lifted') },
  { value: 'stopped', label: t('Stop: down until lifted') },
  { value: 'archived', label: t('Archive: down, with its files packed away until lifted') },
]

/** "3 Mar 2026, 14:05" */
export function dayWords(at: Date): string {
  return at.toLocaleString(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' })
}
