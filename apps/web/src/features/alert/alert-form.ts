import { z } from 'zod'
import { t } from '@/language/t.ts'
import { type AlertRuleView, AlertSubject, SaveRuleRequest } from '@/server/services/alert/model.ts'
import { clockOf, minuteOf, SUBJECT_LOOK, shownValue, storedValue } from './alert-words.ts'

/** A select shows an empty value as its placeholder, so that "every guest" and "every host" need one of their own. */
export const EVERYWHERE = '-'
const CHANNELS = ['email', 'webhook'] as const

/** As the boxes hold it: percents, minutes and times of the day. */
export const AlertForm = z
  .object({
    name: z.string(),
    guestId: z.string().min(1),
    subject: AlertSubject,
    threshold: z.number(),
    clearBelow: z.number(),
    forMinutes: z.number().min(0).max(1440),
    channels: z.array(z.enum(CHANNELS)).min(1, { error: () => t('Choose e-mail, a web hook or both.') }),
    webhookUrl: z.string().trim(),
    quietFrom: z.string(),
    quietUntil: z.string(),
    timeZone: z.string(),
    enabled: z.boolean(),
  })
  .refine(({ quietFrom, quietUntil }) => (quietFrom === '') === (quietUntil === ''), {
    path: ['quietUntil'],
    error: () => t('A quiet time has a beginning and an end, or neither.'),
  })
  .transform(toRequest)
  .pipe(SaveRuleRequest)

type Draft = {
  name: string
  guestId: string
  subject: AlertSubject
  threshold: number
  clearBelow: number
  forMinutes: number
  channels: (typeof CHANNELS)[number][]
  webhookUrl: string
  quietFrom: string
  quietUntil: string
  timeZone: string
  enabled: boolean
}

function toRequest(draft: Draft): z.input<typeof SaveRuleRequest> {
  const { name, subject, enabled, channels } = draft
  const from = minuteOf(draft.quietFrom)
  const until = minuteOf(draft.quietUntil)
  return {
    ...{ name, subject, enabled },
    guestId: draft.guestId === EVERYWHERE ? null : draft.guestId,
    threshold: storedValue(subject, draft.threshold),
    clearBelow: storedValue(subject, draft.clearBelow),
    forSeconds: Math.round(draft.forMinutes * 60),
    email: channels.includes('email'),
    webhookUrl: channels.includes('webhook') ? draft.webhookUrl : null,
    quiet: from === null || until === null ? null : { from, until, timeZone: draft.timeZone },
  }
}

export function newDraft(timeZone: string, hasMail: boolean): Draft {
  return {
    ...{ name: '', guestId: EVERYWHERE, subject: 'memoryShare', forMinutes: 5 },
    threshold: SUBJECT_LOOK.memoryShare.threshold,
    clearBelow: SUBJECT_LOOK.memoryShare.clearBelow,
    channels: hasMail ? ['email'] : ['webhook'],
    ...{ webhookUrl: '', quietFrom: '', quietUntil: '', timeZone, enabled: true },
  }
}

export function toDraft(rule: AlertRuleView, timeZone: string): Draft {
  const { name, subject, enabled, quiet } = rule
  return {
    ...{ name, subject, enabled },
    guestId: rule.guestId ?? EVERYWHERE,
    threshold: shownValue(subject, rule.threshold),
    clearBelow: shownValue(subject, rule.clearBelow),
    forMinutes: rule.forSeconds / 60,
    channels: [...(rule.email ? ['email' as const] : []), ...(rule.webhookUrl ? ['webhook' as const] : [])],
    webhookUrl: rule.webhookUrl ?? '',
    quietFrom: quiet ? clockOf(quiet.from) : '',
    quietUntil: quiet ? clockOf(quiet.until) : '',
    timeZone: quiet?.timeZone ?? timeZone,
  }
}
