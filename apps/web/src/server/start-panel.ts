import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { HOUR_MS, MIB } from '@vserver/core/units'
import { createDb, type Db } from '@vserver/db'
import { type Embedded, startEmbedded } from '@vserver/db/embedded'
import { migrate } from '@vserver/db/migrate'
import { createHttpAgent } from './agent/http-agent.ts'
import { HostHub } from './agent/hub.ts'
import { keepAlerts } from './alert-loop.ts'
import { Attempts } from './auth/attempts.ts'
import { createAuth } from './auth/auth.ts'
import { ownOrigin } from './auth/origin.ts'
import { readOrCreateSecret } from './auth/secret.ts'
import { keepBatches } from './batch-loop.ts'
import { bootstrap } from './bootstrap.ts'
import { hearAccess } from './console/hear-access.ts'
import type { IdleLimits } from './console/idle.ts'
import { type AccessNews, OpenConsoles } from './console/open-consoles.ts'
import { keepSwept } from './console/sweep.ts'
import type { Env } from './env.ts'
import type { WebPanel } from './instance.ts'
import { keepProved } from './ledger-loop.ts'
import { keepLife } from './life-loop.ts'
import { createLogger, type Logger } from './logger.ts'
import { readMailServer, smtpMailer } from './mailer.ts'
import { keepReconciled } from './reconcile-loop.ts'
import { keepRecordings } from './recording/recording-loop.ts'
import { Recordings } from './recording/recordings.ts'
import { readReverseDns } from './reverse-dns.ts'
import { createSealer, readFormerSecrets } from './seal.ts'
import { resealHooks } from './services/alert/hook-secret.ts'
import { checkCode } from './services/second-factor/check.ts'
import { resealFactors } from './services/second-factor/reseal.ts'
import type { SshGateway } from './services/ssh-key/model.ts'
import { type HostKey, readOrCreateHostKey } from './ssh/host-key.ts'
import { openGateway } from './ssh/open-gateway.ts'
import { keepTraffic } from './traffic-loop.ts'

const DATABASE_CHECK_MS = 3000

export type StartedPanel = { panel: WebPanel; close(): Promise<void> }

/** Database, migrations, first rows, connections to the agents, loops: all but the HTTP server. */
export async function startPanel(env: Env, migrations: string): Promise<StartedPanel> {
  const logger = createLogger((line) => process.stdout.write(line))
  const panelDirectory = path.join(env.dataDirectory, 'panel')
  mkdirSync(panelDirectory, { recursive: true, mode: 0o700 })
  const embedded = env.DATABASE_URL ? null : await startDatabase(env, panelDirectory)
  const url = env.DATABASE_URL ?? embedded?.url ?? ''
  const applied = await migrate(url, migrations)
  logger.info('database.ready', { embedded: embedded !== null, migrations: applied.length })
  const db = createDb(url)
  const firstSignInFile = path.join(panelDirectory, 'first-sign-in')
  const socketPath = path.join(env.runDirectory, 'agent/agent.sock')
  await bootstrap(db, { hostname: os.hostname(), socketPath, firstSignInFile })

  const requestIds = new AsyncLocalStorage<string>()
  const hosts = await connectHosts(db, { logger, requestIds })
  const origin = { publicOrigin: env.PUBLIC_ORIGIN, port: env.PORT }
  const secret = readOrCreateSecret(path.join(panelDirectory, 'secret'))
  const sealer = createSealer(secret, readFormerSecrets(path.join(panelDirectory, 'former-secrets')))
  await resealHooks({ db, sealer, logger })
  await resealFactors({ db, sealer, logger })
  const mailServer = env.mail ?? readMailServer(path.join(panelDirectory, 'mail.json'))
  const attempts = new Attempts(db)
  const checks = { db, now: Date.now, attempts, sealer }
  const hostKey = env.VSERVER_SSH_LISTEN && readOrCreateHostKey(path.join(panelDirectory, 'ssh-host-key'))
  const panel: WebPanel = {
    db,
    now: Date.now,
    hosts,
    logger,
    sealer,
    ssh: env.VSERVER_SSH_LISTEN && hostKey ? addressOf(env.VSERVER_SSH_LISTEN, hostKey) : null,
    reverseDns: readReverseDns(path.join(panelDirectory, 'reverse-dns.json')),
    publicOrigin: env.PUBLIC_ORIGIN ?? null,
    mailer: mailServer && smtpMailer(mailServer),
    requestIds,
    firstSignInFile,
    consoles: new OpenConsoles(),
    attempts,
    auth: createAuth({ db, secret, logger, ...origin, checkCode: (...code) => checkCode(checks, ...code) }),
    consoleIdle: idleLimits(env),
    recordings: new Recordings({
      directory: path.join(panelDirectory, 'recordings'),
      keepMs: env.RECORDING_KEEP_DAYS * 24 * HOUR_MS,
      maxBytes: env.RECORDING_MAX_MIB * MIB,
    }),
    isOwnOrigin: ownOrigin(origin),
  }
  const swept = keepSwept(panel)
  const hear = (news: AccessNews) => {
    panel.consoles.hear(news)
    swept.hear(news)
  }
  const access = hearAccess({ url, logger, hear })
  const stops = [
    () => void access.close(),
    swept.stop,
    keepReconciled(panel),
    keepTraffic(panel),
    keepLife(panel),
    keepProved(panel),
    keepAlerts(panel),
    keepBatches(panel),
    keepRecordings(panel),
    ...(embedded ? [keepDatabase(embedded, logger)] : []),
  ]
  const stopLoops = () => {
    for (const stop of stops) stop()
  }
  const gateway = hostKey ? await openGateway(panel, env.VSERVER_SSH_LISTEN, hostKey.privateKey) : null
  const close = () => {
    gateway?.close()
    return closeAll({ stopLoops, panel, hosts, db, embedded })
  }
  return { panel, close }
}

/** One that listens everywhere is reached by the panel's own name. */
function addressOf({ host, port }: { host: string; port: number }, hostKey: HostKey): SshGateway {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const { fingerprint, publicKey } = hostKey
  return { host: isEverywhere ? null : host, port, fingerprint, publicKey }
}

function idleLimits({
  CONSOLE_IDLE_MINUTES: others,
  CONSOLE_IDLE_SUPPORT_MINUTES: support,
}: Env): IdleLimits {
  return { admin: others, reseller: others, customer: others, support }
}

function startDatabase(env: Env, panelDirectory: string): Promise<Embedded> {
  const directory = path.join(panelDirectory, 'postgres')
  const postgresDirectory = env.VSERVER_POSTGRES_DIR
  return startEmbedded({ directory, ...(postgresDirectory ? { postgresDirectory } : {}) })
}

/** The embedded server is ours to keep alive; the pool connects again by itself. */
function keepDatabase(embedded: Embedded, logger: Logger): () => void {
  let isBusy = false
  const timer = setInterval(async () => {
    if (isBusy) return
    isBusy = true
    const { pid } = embedded
    await embedded.ensure().catch((error) => logger.error('database.start', {}, error))
    if (embedded.pid !== pid) logger.error('database.restarted', { pid: embedded.pid })
    isBusy = false
  }, DATABASE_CHECK_MS)
  return () => clearInterval(timer)
}

async function connectHosts(
  db: Db,
  { logger, requestIds }: Pick<WebPanel, 'logger' | 'requestIds'>,
): Promise<Map<string, HostHub>> {
  const hubs = new Map<string, HostHub>()
  for (const { id, socketPath } of await db.host.findMany({ orderBy: { createdAt: 'asc' } })) {
    const agent = createHttpAgent({ socketPath, requestId: () => requestIds.getStore() })
    const hub = new HostHub({ hostId: id, agent, logger })
    hubs.set(id, hub)
    void hub.run()
  }
  return hubs
}

type Parts = {
  stopLoops(): void
  panel: WebPanel
  hosts: Map<string, HostHub>
  db: Db
  embedded: Embedded | null
}

async function closeAll({ stopLoops, panel, hosts, db, embedded }: Parts): Promise<void> {
  stopLoops()
  await panel.recordings.close()
  for (const hub of hosts.values()) hub.close()
  await db.$disconnect()
  await embedded?.stop()
}
