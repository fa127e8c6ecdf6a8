import {
  GUEST_METRICS,
  type GuestMetric,
  HOST_METRICS,
  type HostMetric,
  type MetricUnit,
} from '@vserver/core/metric/model'
import type { Evidence, SlowCause, Verdict } from '@vserver/core/slow/model'
import type { Role } from '@/server/services/me/model.ts'
import type { PlanAdvice } from '@/server/services/slow/model.ts'
import type { Tone } from '@/ui/badge.tsx'
import { formatCount } from '@/ui/format-cpu.ts'
import { formatShare } from '@/ui/format-share.ts'
import { limitLabels } from '../limit/limit-words.ts'
import { formatUnit, HOST_LABEL, metricLabel } from '../metric/metric-words.ts'

type Words = {
  /** Short, for "also". */
  name: string
  verdict: string
  /** What its owner can do. */
  advice: string
  /** What helps: more of what was bought, somebody of the house, or nobody. */
  helps: 'limit' | 'house' | 'nobody'
}

const WORDS = {
  cpuCap: {
    name: 'its processor limit',
    verdict: 'It used all the processor it has, and its own limit held it back.',
    advice: 'See which program uses the processor, or give the guest more of it.',
    helps: 'limit',
  },
  memoryCap: {
    name: 'its memory limit',
    verdict: 'Its memory was full: it spent its time reading back what had to leave, or lost processes.',
    advice: 'Let programs use less memory, or give the guest more of it.',
    helps: 'limit',
  },
  memorySoft: {
    name: 'its soft memory limit',
    verdict: 'It used more memory than its soft limit, above which it is slowed on purpose.',
    advice: 'Let programs use less memory, or raise the soft limit.',
    helps: 'limit',
  },
  diskSpeed: {
    name: 'its disk speed limit',
    verdict: 'It read and wrote as fast as its disk limits let it, and waited for the rest.',
    advice: 'Look for a program that reads or writes much, or give the guest a faster disk.',
    helps: 'limit',
  },
  diskFull: {
    name: 'its full disk',
    verdict: 'Its disk is full: programs cannot write any more.',
    advice: 'Delete what is not needed, logs first, or give the guest more disk.',
    helps: 'limit',
  },
  networkCap: {
    name: 'its network limit',
    verdict: 'It sent or received as fast as its network limit lets it, and packets were dropped.',
    advice: 'See who sends so much, or give the guest a faster network.',
    helps: 'limit',
  },
  processes: {
    name: 'its limit of processes',
    verdict: 'It has as many processes as it may: new ones could not be started.',
    advice: 'Look for a program that starts too many, or allow the guest more.',
    helps: 'limit',
  },
  neighbourCpu: {
    name: 'a neighbour on the processor',
    verdict: 'It waited for the processor that others on its host used; its own limit did not hold it back.',
    advice: 'Nothing in the guest is wrong.',
    helps: 'house',
  },
  neighbourDisk: {
    name: 'a neighbour on the disk',
    verdict: 'It waited for the disk that others on its host used.',
    advice: 'Nothing in the guest is wrong.',
    helps: 'house',
  },
  hostMemory: {
    name: 'the memory of the host',
    verdict: 'The host itself was short of memory, and all its guests were slowed.',
    advice: 'Nothing in the guest is wrong.',
    helps: 'house',
  },
  unknownGap: {
    name: 'a time without readings',
    verdict: 'It was not measured for most of this time, so nothing can be said of it.',
    advice: 'Choose a range in which it ran, or come back when it has run for a while.',
    helps: 'nobody',
  },
  nothing: {
    name: 'nothing',
    verdict: 'Nothing held it back: it had the processor, the memory and the disk it asked for.',
    advice: 'If it felt slow all the same, look at the programs in it, or at the way to it.',
    helps: 'nobody',
  },
} as const satisfies Record<SlowCause, Words>

export function verdictTone({ cause, share }: Pick<Verdict, 'cause' | 'share'>): Tone {
  if (cause === 'nothing') return 'good'
  if (cause === 'unknownGap') return 'neutral'
  return share >= 0.25 ? 'bad' : 'warn'
}

/** One sentence, and how long it was so. */
export function verdictWords({ cause, share }: Pick<Verdict, 'cause' | 'share'>): string {
  const { verdict } = WORDS[cause]
  if (cause === 'nothing' || cause === 'unknownGap' || share <= 0) return verdict
  return `${verdict} That was so in ${formatShare(share)} of the time.`
}

export function alsoWords({ also }: Pick<Verdict, 'also'>): string | null {
  if (also.length === 0) return null
  return `It was also slowed by ${listWords(also.map((cause) => WORDS[cause].name))}.`
}

/** "its memory limit" */
export function causeName(cause: SlowCause): string {
  return WORDS[cause].name
}

/** What to do, said to whom it can help. */
export function adviceWords(cause: SlowCause, role: Role): string {
  const { advice, helps } = WORDS[cause]
  if (helps !== 'house') return advice
  if (role === 'admin') return `${advice} See which guest uses the host most, and limit or move it.`
  if (role === 'customer') return `${advice} Tell your provider, with what is said here.`
  return `${advice} Tell the administrator of the host, with what is said here.`
}

export function canLimitHelp(cause: SlowCause): boolean {
  return WORDS[cause].helps === 'limit'
}

/** "Held back by its own limit: 62 % (much from 5 % on)", "Memory: 509 MiB of 512 MiB". Never names another guest. */
export function evidenceWords({ metric, value, threshold }: Evidence): string {
  const { label, format, isShare } = evidenceLook(metric)
  if (threshold === null) return `${label}: ${format(value)}`
  return isShare
    ? `${label}: ${format(value)} of the time (much from ${format(threshold)} on)`
    : `${label}: ${format(value)} of ${format(threshold)}`
}

type EvidenceLook = { label: string; format: (value: number) => string; isShare: boolean }

function evidenceLook(metric: Evidence['metric']): EvidenceLook {
  if (metric === 'hits')
    return {
      label: 'Times a limit was hit',
      format: (value) => formatCount(Math.round(value)),
      isShare: false,
    }
  if (metric.startsWith('host.')) {
    const name = metric.slice('host.'.length) as HostMetric
    const label = `Of the whole host, ${uncapital(HOST_LABEL[name])}`
    return { label, ...unitLook(HOST_METRICS[name]) }
  }
  const name = metric as GuestMetric
  return { label: metricLabel(name), ...unitLook(GUEST_METRICS[name]) }
}

function unitLook(unit: MetricUnit) {
  return { format: formatUnit(unit), isShare: unit === 'share' }
}

/** "Plan M would have avoided 13 of 14 hits." */
export function planAdviceWords({ planName, hits, hitsAvoided, limit }: PlanAdvice): string {
  const [label = limit] = limitLabels([limit])
  const all =
    hitsAvoided === hits ? `all ${formatCount(hits)}` : `${formatCount(hitsAvoided)} of ${formatCount(hits)}`
  return `Plan ${planName}, with more ${uncapital(label)}, would have avoided ${all} ${hits === 1 ? 'hit' : 'hits'}.`
}

/** For a ticket: everything that is on the card, as text. */
export function reportWords(
  verdict: Verdict,
  { name, plans }: { name: string; plans: readonly PlanAdvice[] },
): string {
  const lines = [
    `${name}, ${new Date(verdict.fromMs).toISOString()} to ${new Date(verdict.toMs).toISOString()}`,
    verdictWords(verdict),
    alsoWords(verdict),
    ...verdict.evidence.map((one) => `- ${evidenceWords(one)}`),
    ...plans.map(planAdviceWords),
  ]
  return lines.filter((line) => line !== null).join('\n')
}

function listWords(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names)
}

function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
