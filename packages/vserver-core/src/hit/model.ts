import { z } from 'zod'
import { LIMIT_KINDS } from '../limit/model.ts'

/** What the kernel does when a limit is hit, the gravest first. */
export const HIT_EFFECTS = ['killed', 'refused', 'dropped', 'throttled', 'reclaimed'] as const
export type HitEffect = (typeof HIT_EFFECTS)[number]

export const HIT_RESOURCES = [...LIMIT_KINDS, 'memorySoft'] as const
export type HitResource = (typeof HIT_RESOURCES)[number]

export const TopProcess = z.strictObject({
  /** As the guest numbers it. */
  pid: z.number().int(),
  /** comm of proc(5), at most 15 characters; the guest chose it. */
  command: z.string(),
  /** Thousandths of one core since it was started or last seen. */
  cpuMillicores: z.number(),
  memoryBytes: z.number(),
})
export type TopProcess = z.infer<typeof TopProcess>

/** One guest ran into one limit, once or often in the same interval of the sampler. */
export const Hit = z.strictObject({
  /** Grows with time on one host. */
  id: z.number().int().positive(),
  /** A guest's name. */
  name: z.string(),
  /** Milliseconds since the epoch, end of the interval. */
  at: z.number(),
  resource: z.enum(HIT_RESOURCES),
  effect: z.enum(HIT_EFFECTS),
  count: z.number().int().positive(),
  /** What the limit was then, in the unit of its field; null when it could not be told. */
  limit: z.number().nullable(),
  /** Of that moment, at most five, the greediest of this resource first. */
  processes: z.array(TopProcess),
  /** It was counted by the kernel while no agent looked, at some time before `at`. */
  away: z.literal(true).optional(),
})
export type Hit = z.infer<typeof Hit>

/** How often the kernel did this since the guest was started. */
export type HitCount = { resource: HitResource; effect: HitEffect; count: number }

/** All that is counted of one run of a guest; what the kernel cannot count is left out. */
export type HitCounts = { startedAtMs: number; counts: readonly HitCount[] }
