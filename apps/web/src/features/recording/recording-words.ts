import type { Ending, RecordingView } from '@/server/services/recording/model.ts'
import { describeExit } from '../console/exit-status.ts'

const ENDING_WORDS: Record<Ending, string> = {
  exit: 'The shell has ended.',
  gone: 'The console was gone; nobody saw it end.',
  tooLarge: 'The recording had become too large.',
  storage: 'It could not be stored any more: the disk of the panel is full or has failed.',
  failed: 'The recording could not begin.',
}

export function endingWords({ endedAt, ending, exitStatus }: RecordingView): string {
  if (endedAt === null) return 'The console is open.'
  if (ending === 'exit' && exitStatus !== null) return describeExit(exitStatus)
  return ending ? ENDING_WORDS[ending] : ''
}

export function stoppedWords(why: Ending | null): string {
  return `The recording of this console has stopped. ${why ? ENDING_WORDS[why] : ''}`.trim()
}

/** 1:02:03, or 2:03 below an hour. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
