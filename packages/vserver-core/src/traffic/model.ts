import { z } from 'zod'

const flow = z.strictObject({ bytes: z.number(), packets: z.number() })

const Counters = z.strictObject({
  in4: flow,
  in6: flow,
  out4: flow,
  out6: flow,
  /** Packets it sent under a name that is not its own. */
  spoofed: z.number(),
  /** Packets dropped by its limits of speed. */
  rateDropped: z.number(),
})
export type TrafficCounters = z.infer<typeof Counters>

/** What a guest has sent and received since it was made, over all starts of its host. */
export const GuestTraffic = Counters.extend({
  /** A guest's name. */
  name: z.string(),
  at: z.iso.datetime(),
})
export type GuestTraffic = z.infer<typeof GuestTraffic>

/** How the agent keeps it: the kernel's counters as they were last, in which boot, and the sum of all. */
export const TrafficRecord = z.strictObject({ bootId: z.string(), counted: Counters, total: GuestTraffic })
export type TrafficRecord = z.infer<typeof TrafficRecord>
