import { msg, t, type Words } from '@/language/t.ts'
import type { Ending, RecordingView } from '@/server/services/recording/model.ts'
import { describeExit } from '../console/exit-status.ts'

const ENDING_WORDS: Record<Ending, Words> = {
  exit: msg('The shell has ended.'),
  gone: msg('The console was gone; nobody saw it end.'),
  tooLarge: msg('The recording had become too large.'),
  storage: msg('It could not be stored any more: the disk of the panel is full or has failed.'),
  failed: msg('The recording could not begin.'),
}

export function endingWords({ endedAt, ending, exitStatus }: RecordingView): string {
  if (endedAt === null) return t('The console is open.')
  if (ending === 'exit' && exitStatus !== null) return describeExit(exitStatus)
  return ending ? t(ENDING_WORDS[ending]) : ''
}

export function stoppedWords(why: Ending | null): string {
  const stopped = t('The recording of this console has stopped.')
  return why ? `${stopped} ${t(ENDING_WORDS[why])}` : stopped
}

/** 1:02:03, or 2:03 below an hour. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
