import { z } from 'zod'

/** One reading of a running guest. */
export const Sample = z.strictObject({
  /** Milliseconds since the epoch. */
  at: z.number(),
  uptimeSeconds: z.number(),
  /** Load averages of the guest's own tasks, with the kernel's 1, 5 and 15 minute factors. */
  load1: z.number(),
  load5: z.number(),
  load15: z.number(),
  /** CPU used since the previous reading, in thousandths of one core. */
  cpuMillicores: z.number(),
  /** Microseconds of CPU since the guest started. */
  cpuUsageMicroseconds: z.number(),
  memoryBytes: z.number(),
  processes: z.number(),
  /** Of its own files; absent until somebody has counted them. */
  diskBytes: z.number().optional(),
  inodes: z.number().optional(),
})
export type Sample = z.infer<typeof Sample>
