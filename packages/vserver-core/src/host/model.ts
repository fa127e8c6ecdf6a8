import { z } from 'zod'

export const HostInfo = z.strictObject({
  hostname: z.string(),
  kernel: z.string(),
  cgroupMode: z.enum(['v2', 'hybrid']),
  /** Kernel features guests need and this kernel lacks; empty on a good host. */
  missing: z.array(z.string()),
  /** Limits that this host cannot enforce, by their field in Limit. */
  limitsMissing: z.array(z.string()),
  /** Context capabilities it can give. */
  contextCapabilities: z.array(z.string()),
  /** Guests that start now see their own figures in /proc, not the host's. */
  virtualProc: z.boolean(),
  cpus: z.number().int(),
  memoryBytes: z.number(),
  memoryAvailableBytes: z.number(),
  storageBytes: z.number(),
  storageFreeBytes: z.number(),
  load1: z.number(),
  load5: z.number(),
  load15: z.number(),
  uptimeSeconds: z.number(),
  guestsRunning: z.number().int(),
  guestsTotal: z.number().int(),
  agentStartedAt: z.iso.datetime(),
})
export type HostInfo = z.infer<typeof HostInfo>
