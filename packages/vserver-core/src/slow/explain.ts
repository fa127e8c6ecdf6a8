import { adviceFor } from './advice.ts'
import { CAUSES, type HeldCause, RESOURCES_OF } from './causes.ts'
import { type Ground, groundOf } from './ground.ts'
import type { Evidence, SlowCause, Verdict } from './model.ts'
import { type SlowInput, type Step, stepsOf } from './step.ts'
import { MEASURED_LEAST, SCORE_LEAST, SCORE_REFUSED, WAITED } from './thresholds.ts'

/** How much of the range's time a cause cost, and the steps in which it held. */
type Found = { cause: HeldCause; score: number; held: Step[] }

/** Why the guest was slow in the range: one cause, what speaks for it, and what to do. */
export function explain(input: SlowInput): Verdict {
  const { fromMs, toMs } = input
  const ground = groundOf(input)
  const { steps, all } = stepsOf(input)
  const found = (Object.keys(CAUSES) as HeldCause[])
    .map((cause) => weigh(cause, steps, ground))
    .filter(({ score }) => score >= SCORE_LEAST)
    .sort((a, b) => b.score - a.score)
  const isGap = steps.length < all * MEASURED_LEAST
  const [first] = found
  const rest = { fromMs, toMs, advice: found.flatMap(({ cause }) => adviceFor(cause, steps, ground)) }
  if (isGap || first === undefined) {
    const cause: SlowCause = isGap ? 'unknownGap' : 'nothing'
    const share = isGap ? 1 - steps.length / Math.max(all, 1) : 1
    return { ...rest, cause, share, evidence: calm(steps), also: found.map((one) => one.cause) }
  }
  return {
    ...rest,
    cause: first.cause,
    share: first.held.length / steps.length,
    evidence: evidenceOf(first, ground),
    also: found.slice(1).map(({ cause }) => cause),
  }
}

function weigh(cause: HeldCause, steps: readonly Step[], ground: Ground): Found {
  let sum = 0
  const held: Step[] = []
  for (const step of steps) {
    const weight = CAUSES[cause].weigh(step, ground)
    if (weight <= 0) continue
    sum += weight
    held.push(step)
  }
  const isRefused = held.some(({ hits }) =>
    hits.some(
      ({ resource, effect }) =>
        RESOURCES_OF[cause].includes(resource) && (effect === 'refused' || effect === 'killed'),
    ),
  )
  const score = steps.length === 0 ? 0 : sum / steps.length
  return { cause, held, score: isRefused ? Math.max(score, SCORE_REFUSED) : score }
}

function evidenceOf({ cause, held }: Found, ground: Ground): Evidence[] {
  const figures = CAUSES[cause].evidence.flatMap(([metric, threshold]) => {
    const value = mean(held, metric)
    return value === null ? [] : [{ metric, value, threshold: threshold(ground) }]
  })
  const hits = held
    .flatMap((step) => step.hits)
    .filter(({ resource }) => RESOURCES_OF[cause].includes(resource))
    .reduce((sum, { count }) => sum + count, 0)
  return hits === 0 ? figures : [...figures, { metric: 'hits', value: hits, threshold: null }]
}

/** What shows that nothing was wrong, or what is known of a range with gaps. */
function calm(steps: readonly Step[]): Evidence[] {
  const metrics = ['cpuThrottled', 'cpuPressureSome', 'memoryPressureSome', 'ioPressureSome'] as const
  return metrics.flatMap((metric) => {
    const value = mean(steps, metric)
    return value === null ? [] : [{ metric, value, threshold: WAITED }]
  })
}

function mean(steps: readonly Step[], metric: Evidence['metric']): number | null {
  const values = steps.flatMap((step) => figure(step, metric) ?? [])
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function figure(step: Step, metric: Evidence['metric']): number | null {
  if (metric === 'hits') return null
  if (isHostMetric(metric)) return step.host(metric.slice('host.'.length) as Parameters<Step['host']>[0])
  return step.guest(metric)
}

function isHostMetric(
  metric: Exclude<Evidence['metric'], 'hits'>,
): metric is `host.${Parameters<Step['host']>[0]}` {
  return metric.startsWith('host.')
}
