import path from 'node:path'
import { z } from 'zod'

const TEMPLATES = ['debian-12', 'debian-13', 'debian-12-sysv', 'debian-13-sysv', 'none'] as const

const FIRST_INSTANCE = 'vserver'
const SSH_PORT = 2222

function optionalCount(name: string, noun: string, most: number) {
  const isCount = (text: string) => /^\d{1,7}$/.test(text) && Number(text) >= 1 && Number(text) <= most
  return z
    .string()
    .refine((text) => text === '' || isCount(text), {
      error: `${name} is a number of ${noun} from 1 to ${most}.`,
    })
    .default('')
}

const Environment = z.object({
  VSERVER_INSTANCE: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  VSERVER_PORT: z.coerce.number().int().min(1).max(65_535),
  VSERVER_LISTEN: z.union([z.ipv4(), z.ipv6(), z.literal('localhost')], {
    error: '--listen takes an IP address or localhost.',
  }),
  VSERVER_ORIGIN: z.union([z.literal(''), z.url({ protocol: /^https?$/ })], {
    error: '--origin takes an http or https address.',
  }),
  VSERVER_DATA_DIR: z.string().refine((directory) => path.isAbsolute(directory), {
    error: '--data takes an absolute path.',
  }),
  VSERVER_MIRROR: z.union([z.literal(''), z.string().regex(/^https?:\/\/[A-Za-z0-9.:/_~-]+$/)], {
    error: '--mirror takes an http or https address.',
  }),
  VSERVER_TEMPLATE: z.enum(TEMPLATES, {
    error: `--template takes ${TEMPLATES.slice(0, -1).join(', ')} or none.`,
  }),
  VSERVER_NETWORK_NAMESPACE: z
    .string()
    .default('')
    .refine((file) => file === '' || /^(?:\/[a-zA-Z0-9_-][a-zA-Z0-9._-]*)+$/.test(file), {
      error: '--network-namespace takes the absolute path of a namespace, such as /run/netns/NAME.',
    }),
  VSERVER_WAIT: z.enum(['yes', 'no']),
  // Empty or absent: as the agent has it by itself.
  VSERVER_SWEEP_HOUR: z
    .string()
    .regex(/^(|off|1?\d|2[0-3])$/, { error: 'VSERVER_SWEEP_HOUR is an hour from 0 to 23, or off.' })
    .default(''),
  VSERVER_TEMPLATE_KEEP_DAYS: optionalCount('VSERVER_TEMPLATE_KEEP_DAYS', 'days', 3650),
  VSERVER_METRICS_LISTEN: z
    .string()
    .regex(/^(?:127(?:\.\d{1,3}){3}:\d{1,5}|\[::1\]:\d{1,5})?$/, {
      error: 'VSERVER_METRICS_LISTEN is a loopback address and a port, such as 127.0.0.1:9464.',
    })
    .default(''),
  VSERVER_SSH_LISTEN: z
    .string()
    .regex(/^(?:off|(?:[0-9.]+|localhost|\[[0-9a-fA-F:.]+\]):\d{1,5})?$/, {
      error: 'VSERVER_SSH_LISTEN is an address and a port, such as 127.0.0.1:2222, or off.',
    })
    .default(''),
  // Empty or absent: as the panel has it by itself.
  RECORDING_KEEP_DAYS: optionalCount('RECORDING_KEEP_DAYS', 'days', 36_500),
  RECORDING_MAX_MIB: optionalCount('RECORDING_MAX_MIB', 'MiB', 1_048_576),
  CONSOLE_IDLE_MINUTES: optionalCount('CONSOLE_IDLE_MINUTES', 'minutes', 1440),
  CONSOLE_IDLE_SUPPORT_MINUTES: optionalCount('CONSOLE_IDLE_SUPPORT_MINUTES', 'minutes', 1440),
  DATABASE_URL: z.string().optional(),
})

export type Settings = {
  instance: string
  port: number
  listen: string
  /** What people type, without a trailing slash. */
  origin: string
  mirror: string
  template: (typeof TEMPLATES)[number]
  /** Whose links and routes the guests' networks are joined to; empty: the machine's own. */
  networkNamespace: string
  wait: boolean
  /** Where the SSH gateway listens; empty: there is none. */
  sshListen: string
  /** What the agent is told of its own settings, by their names; empty values are not among them. */
  agent: Record<string, string>
  /** The same of the panel. */
  panel: Record<string, string>
  /** Undefined: as before. Empty: the embedded database. */
  databaseUrl: string | undefined
  /** Programs and bundles that run. */
  libDir: string
  dataDir: string
  runDir: string
  logDir: string
}

/** Throws with one line per fault. */
export function parseSettings(environment: NodeJS.ProcessEnv): Settings {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) throw new Error(parsed.error.issues.map((issue) => issue.message).join('\n'))
  const env = parsed.data
  const address = env.VSERVER_LISTEN.includes(':') ? `[${env.VSERVER_LISTEN}]` : env.VSERVER_LISTEN
  return {
    instance: env.VSERVER_INSTANCE,
    port: env.VSERVER_PORT,
    listen: env.VSERVER_LISTEN,
    origin: (env.VSERVER_ORIGIN || `http://${address}:${env.VSERVER_PORT}`).replace(/\/$/, ''),
    mirror: env.VSERVER_MIRROR,
    template: env.VSERVER_TEMPLATE,
    networkNamespace: env.VSERVER_NETWORK_NAMESPACE,
    wait: env.VSERVER_WAIT === 'yes',
    sshListen: sshListen(env.VSERVER_SSH_LISTEN, env.VSERVER_INSTANCE, address),
    agent: given(env, 'VSERVER_SWEEP_HOUR', 'VSERVER_TEMPLATE_KEEP_DAYS', 'VSERVER_METRICS_LISTEN'),
    panel: given(
      env,
      ...(['RECORDING_KEEP_DAYS', 'RECORDING_MAX_MIB'] as const),
      ...(['CONSOLE_IDLE_MINUTES', 'CONSOLE_IDLE_SUPPORT_MINUTES'] as const),
    ),
    databaseUrl: env.DATABASE_URL,
    dataDir: env.VSERVER_DATA_DIR.replace(/\/+$/, ''),
    ...instancePaths(env.VSERVER_INSTANCE),
  }
}

/** The first instance has a gateway by default, beside the panel; a second one would find the port taken. */
function sshListen(wanted: string, instance: string, address: string): string {
  if (wanted === 'off') return ''
  return wanted || (instance === FIRST_INSTANCE ? `${address}:${SSH_PORT}` : '')
}

function given<Name extends string>(env: Record<Name, string>, ...names: Name[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}

export function instancePaths(instance: string) {
  return {
    libDir: `/usr/local/lib/${instance}`,
    runDir: `/run/${instance}`,
    logDir: `/var/log/${instance}`,
  }
}
