import type { GuestView } from '@/server/services/guest/model.ts'
import type { SuspensionStep } from '@/server/services/suspension/model.ts'

type Step = NonNullable<GuestView['suspension']>['step']

/** What a rung means, and what is still possible on it. */
export const STEP_WORDS: Record<Step, { label: string; still: string }> = {
  lifted: { label: 'The suspension is being lifted', still: 'The guest gets back what it had.' },
  warned: { label: 'Warned', still: 'The guest goes on as before.' },
  throttled: {
    label: 'Throttled',
    still: 'It runs with a tenth of its processor and a slow network; everything else works.',
  },
  paused: {
    label: 'Paused',
    still: 'Its programs stand still and answer nobody; its memory, files and addresses are kept.',
  },
  stopped: { label: 'Stopped', still: 'It cannot be started; its files and addresses are kept.' },
}

export const STEP_OPTIONS: { value: SuspensionStep; label: string }[] = [
  { value: 'warned', label: 'Warn: only says why' },
  { value: 'throttled', label: 'Throttle: a tenth of the processor, slow network' },
  { value: 'paused', label: 'Pause: its programs stand still, in memory, until lifted' },
  { value: 'stopped', label: 'Stop: down until lifted' },
]
