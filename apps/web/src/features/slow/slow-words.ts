import { GUEST_METRICS, HOST_METRICS } from '@vserver/core/metric/constants'
import type { GuestMetric, HostMetric, MetricUnit } from '@vserver/core/metric/model'
import type { Evidence, SlowCause, Verdict } from '@vserver/core/slow/model'
import { currentLanguage } from '@/language/current.ts'
import { msg, t, type Words } from '@/language/t.ts'
import type { Role } from '@/server/services/me/model.ts'
import type { PlanAdvice } from '@/server/services/slow/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'
import { inSentence } from '@/ui/in-sentence.ts'
import { limitLabels } from '../limit/limit-words.ts'
import { formatUnit, hostMetricLabel, metricLabel } from '../metric/metric-words.ts'

type Look = {
  /** Short, for "also". */
  name: Words
  verdict: Words
  /** What its owner can do. */
  advice: Words
  /** What helps: more of what was bought, somebody of the house, or nobody. */
  helps: 'limit' | 'house' | 'nobody'
}

const LOOK = {
  cpuCap: {
    name: msg('its processor limit'),
    verdict: msg('It wanted more processor than its own limit gives, and was held back.'),
    advice: msg('See which program uses the processor, or give the guest more of it.'),
    helps: 'limit',
  },
  memoryCap: {
    name: msg('its memory limit'),
    verdict: msg('Its memory was full: it spent its time reading back what had to leave, or lost processes.'),
    advice: msg('Let programs use less memory, or give the guest more of it.'),
    helps: 'limit',
  },
  memorySoft: {
    name: msg('its soft memory limit'),
    verdict: msg('It used more memory than its soft limit, above which it is slowed on purpose.'),
    advice: msg('Let programs use less memory, or raise the soft limit.'),
    helps: 'limit',
  },
  diskSpeed: {
    name: msg('its disk speed limit'),
    verdict: msg('It read and wrote as fast as its disk limits let it, and waited for the rest.'),
    advice: msg('Look for a program that reads or writes much, or give the guest a faster disk.'),
    helps: 'limit',
  },
  diskFull: {
    name: msg('its full disk'),
    verdict: msg('Its disk is full: programs cannot write any more.'),
    advice: msg('Delete what is not needed, logs first, or give the guest more disk.'),
    helps: 'limit',
  },
  networkCap: {
    name: msg('its network limit'),
    verdict: msg('It sent or received as fast as its network limit lets it, and packets were dropped.'),
    advice: msg('See who sends so much, or give the guest a faster network.'),
    helps: 'limit',
  },
  processes: {
    name: msg('its limit of processes'),
    verdict: msg('It has as many processes as it may: new ones could not be started.'),
    advice: msg('Look for a program that starts too many, or allow the guest more.'),
    helps: 'limit',
  },
  neighbourCpu: {
    name: msg('a neighbour on the processor'),
    verdict: msg(
      'It waited for the processor that others on its host used; its own limit did not hold it back.',
    ),
    advice: msg('Nothing in the guest is wrong.'),
    helps: 'house',
  },
  neighbourDisk: {
    name: msg('a neighbour on the disk'),
    verdict: msg('It waited for the disk that others on its host used.'),
    advice: msg('Nothing in the guest is wrong.'),
    helps: 'house',
  },
  hostMemory: {
    name: msg('the memory of the host'),
    verdict: msg('The host itself was short of memory, and all its guests were slowed.'),
    advice: msg('Nothing in the guest is wrong.'),
    helps: 'house',
  },
  unknownGap: {
    name: msg('a time without readings'),
    verdict: msg('It was not measured for most of this time, so nothing can be said of it.'),
    advice: msg('Choose a range in which it ran, or come back when it has run for a while.'),
    helps: 'nobody',
  },
  nothing: {
    name: msg('nothing'),
    verdict: msg('Nothing held it back: it had the processor, the memory and the disk it asked for.'),
    advice: msg('If it felt slow all the same, look at the programs in it, or at the way to it.'),
    helps: 'nobody',
  },
} as const satisfies Record<SlowCause, Look>

export function verdictTone({ cause, share }: Pick<Verdict, 'cause' | 'share'>): Tone {
  if (cause === 'nothing') return 'good'
  if (cause === 'unknownGap') return 'neutral'
  return share >= 0.25 ? 'bad' : 'warn'
}

/** One sentence, and how long it was so. */
export function verdictWords({ cause, share }: Pick<Verdict, 'cause' | 'share'>): string {
  const verdict = t(LOOK[cause].verdict)
  if (cause === 'nothing' || cause === 'unknownGap' || share <= 0) return verdict
  return `${verdict} ${t('That was so in {share} of the time.', { share: formatShare(share) })}`
}

export function alsoWords({ also }: Pick<Verdict, 'also'>): string | null {
  if (also.length === 0) return null
  return t('It was also slowed by {causes}.', { causes: listWords(also.map(causeName)) })
}

/** "its memory limit" */
export function causeName(cause: SlowCause): string {
  return t(LOOK[cause].name)
}

/** What to do, said to whom it can help. */
export function adviceWords(cause: SlowCause, role: Role): string {
  const { advice, helps } = LOOK[cause]
  return helps === 'house' ? `${t(advice)} ${t(askWords(role))}` : t(advice)
}

function askWords(role: Role): Words {
  if (role === 'admin') return msg('See which guest uses the host most, and limit or move it.')
  if (role === 'customer') return msg('Tell your provider, with what is said here.')
  return msg('Tell the administrator of the host, with what is said here.')
}

export function canLimitHelp(cause: SlowCause): boolean {
  return LOOK[cause].helps === 'limit'
}

/** "Held back by its own limit: 62 % (much from 5 % on)", "Memory: 509 MiB of 512 MiB". Never names another guest. */
export function evidenceWords({ metric, value, threshold }: Evidence): string {
  const { label, format, isShare } = evidenceLook(metric)
  if (threshold === null) return `${label}: ${format(value)}`
  const values = { label, value: format(value), threshold: format(threshold) }
  return isShare
    ? t('{label}: {value} of the time (much from {threshold} on)', values)
    : t('{label}: {value} of {threshold}', values)
}

type EvidenceLook = { label: string; format: (value: number) => string; isShare: boolean }

function evidenceLook(metric: Evidence['metric']): EvidenceLook {
  if (metric === 'hits')
    return {
      label: t('Times a limit was hit'),
      format: (value) => formatCount(Math.round(value)),
      isShare: false,
    }
  if (metric.startsWith('host.')) {
    const name = metric.slice('host.'.length) as HostMetric
    const label = t('Of the whole host, {label}', { label: inSentence(hostMetricLabel(name)) })
    return { label, ...unitLook(HOST_METRICS[name]) }
  }
  const name = metric as GuestMetric
  return { label: metricLabel(name), ...unitLook(GUEST_METRICS[name]) }
}

function unitLook(unit: MetricUnit) {
  return { format: formatUnit(unit), isShare: unit === 'share' }
}

const ALL_AVOIDED = msg(
  'Plan {plan}, with more {label}, would have avoided all {hits, plural, one {# hit} other {# hits}}.',
)
const SOME_AVOIDED = msg(
  'Plan {plan}, with more {label}, would have avoided {avoided} of {hits, plural, one {# hit} other {# hits}}.',
)

/** "Plan M would have avoided 13 of 14 hits." */
export function planAdviceWords({ planName, hits, hitsAvoided, limit }: PlanAdvice): string {
  const [label = limit] = limitLabels([limit])
  const values = { plan: planName, label: inSentence(label), hits, avoided: formatCount(hitsAvoided) }
  return hitsAvoided === hits ? t(ALL_AVOIDED, values) : t(SOME_AVOIDED, values)
}

/** For a ticket: everything that is on the card, as text. */
export function reportWords(
  verdict: Verdict,
  { name, plans }: { name: string; plans: readonly PlanAdvice[] },
): string {
  const lines = [
    t('{name}, {from} to {to}', { name, from: isoOf(verdict.fromMs), to: isoOf(verdict.toMs) }),
    verdictWords(verdict),
    alsoWords(verdict),
    ...verdict.evidence.map((one) => `- ${evidenceWords(one)}`),
    ...plans.map(planAdviceWords),
  ]
  return lines.filter((line) => line !== null).join('\n')
}

function listWords(names: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: 'conjunction' }).format(names)
}

function isoOf(at: number): string {
  return new Date(at).toISOString()
}
