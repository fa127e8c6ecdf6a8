import { z } from 'zod'
import { msg } from '@/language/t.ts'
import { GuestId } from '../guest/model.ts'
import { ALERT_SUBJECTS, isHostSubject } from './constants.ts'

export {
  ALERT_SUBJECTS,
  GUEST_SUBJECTS,
  type GuestSubject,
  HOST_SUBJECTS,
  type HostSubject,
  isHostSubject,
} from './constants.ts'

export const AlertSubject = z.enum(ALERT_SUBJECTS)
export type AlertSubject = z.infer<typeof AlertSubject>

export const RULES_MAX = 50
const DAY_MINUTES = 24 * 60

const minute = z
  .number()
  .int()
  .min(0)
  .max(DAY_MINUTES - 1)

export const Quiet = z
  .strictObject({
    /** Minutes of the day; it may go over midnight. */
    from: minute,
    until: minute,
    timeZone: z.string().max(64).refine(isTimeZone, msg('This is not a time zone like Europe/Berlin.')),
  })
  .refine(({ from, until }) => from !== until, msg('The quiet time must end at another time than it begins.'))
export type Quiet = z.infer<typeof Quiet>

export const SaveRuleRequest = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, msg('A rule needs a name.'))
      .max(60)
      .regex(/^\P{Cc}*$/u, msg('A name is one line.')),
    /** Null: every guest that its owner may see, or every host. */
    guestId: GuestId.nullable(),
    subject: AlertSubject,
    threshold: z.number().positive(msg('Above nothing it would always fire.')).max(1_000_000),
    clearBelow: z.number().min(0).max(1_000_000),
    forSeconds: z.number().int().min(0).max(86_400),
    email: z.boolean(),
    webhookUrl: z
      .url({ protocol: /^https?$/, error: msg('This is not a web address.') })
      .max(500)
      .nullable(),
    quiet: Quiet.nullable(),
    enabled: z.boolean(),
  })
  .refine(({ threshold, clearBelow }) => clearBelow <= threshold, {
    path: ['clearBelow'],
    error: msg('It must be over at or below the value at which it fires.'),
  })
  .refine(({ subject, guestId }) => !isHostSubject(subject) || guestId === null, {
    path: ['guestId'],
    error: msg('This is watched of hosts, not of a guest.'),
  })
  .refine(({ email, webhookUrl }) => email || webhookUrl !== null, {
    path: ['email'],
    error: msg('Choose e-mail, a web hook or both.'),
  })
export type SaveRuleRequest = z.output<typeof SaveRuleRequest>

export type AlertRuleView = SaveRuleRequest & {
  id: string
  guestName: string | null
  /** Guests for which it fires now. */
  firing: { guestId: string; guestName: string; since: string; value: number | null }[]
  firingHosts: { hostId: string; hostName: string; since: string; value: number | null }[]
}

/** The secret is shown once, when the web hook is new. */
export type SavedRule = { id: string; webhookSecret: string | null }

export type DeliveryView = {
  id: string
  ruleName: string
  channel: 'email' | 'webhook'
  words: string
  state: 'waiting' | 'sent' | 'failed'
  attempts: number
  error: string | null
  createdAt: string
}

/** What a web hook is posted, and what an e-mail is written of. */
export const AlertMessage = z.strictObject({
  event: z.enum(['firing', 'over', 'test']),
  rule: z.strictObject({ id: z.string(), name: z.string(), subject: AlertSubject }),
  guest: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  host: z.strictObject({ id: z.string(), name: z.string() }).nullable().default(null),
  value: z.number().nullable(),
  threshold: z.number(),
  at: z.iso.datetime(),
})
export type AlertMessage = z.infer<typeof AlertMessage>

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}
