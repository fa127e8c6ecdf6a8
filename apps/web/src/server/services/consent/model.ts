import { z } from 'zod'

/** A day at most. */
export const CONSENT_MAX_MINUTES = 1440
/** Without the owner an hour at most. */
export const BREAK_GLASS_MAX_MINUTES = 60

const minutes = (max: number) => z.number().int().min(1).max(max)
const reason = z.string().trim().min(10).max(500)

export const GiveRequest = z.object({
  minutes: minutes(CONSENT_MAX_MINUTES),
  note: z.string().trim().max(500).optional(),
})
export type GiveRequest = z.output<typeof GiveRequest>

export const AskRequest = z.object({ minutes: minutes(CONSENT_MAX_MINUTES), reason })
export type AskRequest = z.output<typeof AskRequest>

export const BreakGlassRequest = z.object({ minutes: minutes(BREAK_GLASS_MAX_MINUTES), reason })
export type BreakGlassRequest = z.output<typeof BreakGlassRequest>

export const GrantRef = z.object({ grantId: z.string().min(1).max(64) })
export const AnswerRequest = GrantRef.extend({ allow: z.boolean() })
export type AnswerRequest = z.output<typeof AnswerRequest>

export type GrantKind = 'consent' | 'breakGlass'
/** `expired`: nobody answered in time, or its time is over. */
export type GrantState = 'asked' | 'granted' | 'refused' | 'ended' | 'expired'

export type GrantView = {
  id: string
  kind: GrantKind
  state: GrantState
  /** Who may enter; null = anybody of the staff. */
  userName: string | null
  /** The viewer asked for it, or gave it. */
  isMine: boolean
  minutes: number
  note: string | null
  createdByName: string
  createdAt: string
  decidedByName: string | null
  /** Until when it can be answered, while it is asked. */
  askedUntil: string | null
  expiresAt: string | null
  endedByName: string | null
  guest: { id: string; name: string }
}

export type EntryView = {
  /** Staff that needs a grant, or has one. */
  needsGrant: boolean
  /** Null while there is none, or when it does not end. */
  until: string | null
  mayEnter: boolean
}
