import { msg, t, type Words } from '@/language/t.ts'
import type { GrantState, GrantView } from '@/server/services/consent/model.ts'
import type { Tone } from '@/ui/badge.tsx'

export const GRANT_LOOK = {
  asked: { label: msg('Asked'), tone: 'warn' },
  granted: { label: msg('Open'), tone: 'good' },
  refused: { label: msg('Refused'), tone: 'neutral' },
  ended: { label: msg('Ended'), tone: 'neutral' },
  expired: { label: msg('Run out'), tone: 'neutral' },
} as const satisfies Record<GrantState, { label: Words; tone: Tone }>

/** "Support may enter", "Sam asks to enter for 30 min", "Sam may enter without consent; Ada agreed" */
export function grantWords({
  kind,
  state,
  userName,
  minutes,
  createdByName,
  decidedByName,
}: GrantView): string {
  const of = { who: userName ?? t('Staff'), time: minutesWords(minutes) }
  if (kind === 'breakGlass') {
    if (state === 'asked') return t('{who} wants to enter without consent, for {time}', of)
    return state === 'granted' && decidedByName
      ? t('{who} entered without consent, for {time}; {second} agreed', { ...of, second: decidedByName })
      : t('{who} entered without consent, for {time}', of)
  }
  if (state === 'asked') return t('{who} asks to enter for {time}', of)
  const by = userName === null ? createdByName : decidedByName
  return by ? t('{who} may enter for {time}, by {by}', { ...of, by }) : t('{who} may enter for {time}', of)
}

export function minutesWords(minutes: number): string {
  if (minutes < 60 || minutes % 60 !== 0) return t('{minutes} min', { minutes })
  return t('{count, plural, one {# hour} other {# hours}}', { count: minutes / 60 })
}
