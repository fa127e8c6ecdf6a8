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
  stopped: { label: 'Stopped', still: 'It cannot be started; its files and addresses are kept.' },
}

export const STEP_OPTIONS: { value: SuspensionStep; label: string }[] = [
  { value: 'warned', label: 'Warn: only says why' },
  { value: 'throttled', label: 'Throttle: a tenth of the processor, slow network' },
  { value: 'stopped', label: 'Stop: down until lifted' },
]
