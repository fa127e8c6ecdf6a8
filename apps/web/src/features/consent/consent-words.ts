import type { GrantState, GrantView } from '@/server/services/consent/model.ts'
import type { Tone } from '@/ui/badge.tsx'

export const GRANT_LOOK = {
  asked: { label: 'Asked', tone: 'warn' },
  granted: { label: 'Open', tone: 'good' },
  refused: { label: 'Refused', tone: 'neutral' },
  ended: { label: 'Ended', tone: 'neutral' },
  expired: { label: 'Run out', tone: 'neutral' },
} as const satisfies Record<GrantState, { label: string; tone: Tone }>

/** "Support may enter", "Sam asks to enter for 30 min", "Sam may enter without consent; Ada agreed" */
export function grantWords({
  kind,
  state,
  userName,
  minutes,
  createdByName,
  decidedByName,
}: GrantView): string {
  const who = userName ?? 'Staff'
  if (kind === 'breakGlass') {
    const second = state === 'granted' && decidedByName ? `; ${decidedByName} agreed` : ''
    return `${who} ${state === 'asked' ? 'wants to enter' : 'entered'} without consent, for ${minutesWords(minutes)}${second}`
  }
  if (state === 'asked') return `${who} asks to enter for ${minutesWords(minutes)}`
  const by = userName === null ? createdByName : decidedByName
  return `${who} may enter for ${minutesWords(minutes)}${by ? `, by ${by}` : ''}`
}

export function minutesWords(minutes: number): string {
  if (minutes < 60 || minutes % 60 !== 0) return `${minutes} min`
  return minutes === 60 ? '1 hour' : `${minutes / 60} hours`
}
