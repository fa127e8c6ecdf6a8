import { z } from 'zod'
import { LIMIT_FIELDS } from '../limit/model.ts'
import { GUEST_METRIC_NAMES, HOST_METRIC_NAMES } from '../metric/model.ts'

/** Why a guest is slow. One verdict a range; `nothing` is a verdict too. */
export const SLOW_CAUSES = [
  'cpuCap',
  'memoryCap',
  'memorySoft',
  'diskSpeed',
  'diskFull',
  'networkCap',
  'processes',
  'neighbourCpu',
  'neighbourDisk',
  'hostMemory',
  'unknownGap',
  'nothing',
] as const
export type SlowCause = (typeof SLOW_CAUSES)[number]

/** A figure that speaks for a cause. */
export const Evidence = z.strictObject({
  metric: z.enum([
    ...GUEST_METRIC_NAMES,
    ...HOST_METRIC_NAMES.map((name) => `host.${name}` as const),
    'hits',
  ]),
  /** In the metric's unit; its average over the part of the range in which the cause held. */
  value: z.number(),
  /** What is compared with; null when the value speaks for itself. */
  threshold: z.number().nullable(),
})
export type Evidence = z.infer<typeof Evidence>

/**
 * A change of one limit and what it would have avoided: a replay of the range with the larger limit. Several of the same
 * field lead from the smallest that helps to one that leaves nothing to avoid.
 */
export const Advice = z.strictObject({
  limit: z.enum(LIMIT_FIELDS),
  from: z.number().nullable(),
  to: z.number(),
  /** In the range; where none was told, the steps in which the limit held the guest back. */
  hits: z.number().int(),
  hitsAvoided: z.number().int(),
})
export type Advice = z.infer<typeof Advice>

export const Verdict = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  cause: z.enum(SLOW_CAUSES),
  /** Share of the range in which the cause held, 0..1. */
  share: z.number(),
  evidence: z.array(Evidence),
  /** Causes that held too, the heavier first. */
  also: z.array(z.enum(SLOW_CAUSES)),
  advice: z.array(Advice),
})
export type Verdict = z.infer<typeof Verdict>
