import path from 'node:path'
import { Mirror } from '@vserver/core/template/model'
import { z } from 'zod'

const directory = z.string().refine((value) => path.isAbsolute(value), 'It must be an absolute path.')

const Env = z.object({
  /** Also the name of the instance's cgroups. */
  VSERVER_INSTANCE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/, 'It has lower-case letters, digits and hyphens, at most 31.')
    .default('vserver'),
  /** Default: /run/INSTANCE. */
  VSERVER_RUN_DIR: directory.optional(),
  /** Default: /var/lib/INSTANCE. */
  VSERVER_DATA_DIR: directory.optional(),
  /** Where in cgroup2 the broker keeps the guests' groups; default: /INSTANCE. */
  VSERVER_CGROUP: directory.optional(),
  /** The compiled addon; default: where the build puts it. */
  VSERVER_NATIVE_ADDON: directory.optional(),
  /** Empty: the distribution's own. */
  VSERVER_MIRROR: z.union([z.literal(''), Mirror]).default(''),
  /** The hour of the host's clock in which the pool is swept each day; `off`: only when somebody asks. */
  VSERVER_SWEEP_HOUR: z.union([z.literal('off'), z.coerce.number().int().min(0).max(23)]).default(3),
  /** Versions of templates that nobody uses are deleted when they are so old; empty: never. */
  VSERVER_TEMPLATE_KEEP_DAYS: z.union([z.literal(''), z.coerce.number().int().min(1).max(3650)]).default(''),
  /** Where Prometheus may scrape, an address of loopback with its port; empty: on the agent's socket alone. */
  VSERVER_METRICS_LISTEN: z
    .union([
      z.literal(''),
      z
        .string()
        .regex(
          /^(?:127(?:\.\d{1,3}){3}|\[::1\]):\d{1,5}$/,
          'It is a loopback address and a port, 127.0.0.1:9464.',
        ),
    ])
    .default(''),
})

export type AgentEnv = {
  instance: string
  runDir: string
  dataDir: string
  cgroup: string | undefined
  addonPath: string | undefined
  mirror: string
  /** Null: never by itself. */
  sweepHour: number | null
  templateKeepDays: number | null
  /** Null: on the agent's socket alone. */
  metricsListen: { host: string; port: number } | null
}

/** Parses the environment once; throws one error with every fault in it. */
export function parseEnv(source: NodeJS.ProcessEnv = process.env): AgentEnv {
  const parsed = Env.safeParse(source)
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`The environment of the agent is not valid. ${faults.join(' ')}`)
  }
  const env = parsed.data
  return {
    instance: env.VSERVER_INSTANCE,
    runDir: env.VSERVER_RUN_DIR ?? `/run/${env.VSERVER_INSTANCE}`,
    dataDir: env.VSERVER_DATA_DIR ?? `/var/lib/${env.VSERVER_INSTANCE}`,
    cgroup: env.VSERVER_CGROUP,
    addonPath: env.VSERVER_NATIVE_ADDON,
    mirror: env.VSERVER_MIRROR,
    sweepHour: env.VSERVER_SWEEP_HOUR === 'off' ? null : env.VSERVER_SWEEP_HOUR,
    templateKeepDays: env.VSERVER_TEMPLATE_KEEP_DAYS === '' ? null : env.VSERVER_TEMPLATE_KEEP_DAYS,
    metricsListen: env.VSERVER_METRICS_LISTEN === '' ? null : addressOf(env.VSERVER_METRICS_LISTEN),
  }
}

function addressOf(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':')
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) }
}
