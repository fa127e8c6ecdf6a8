import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Release } from './release.ts'
import type { Service } from './service.ts'
import type { Settings } from './settings.ts'
import type { SystemUser } from './users.ts'

/** Passed on to the builder of templates, which fetches packages. */
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY']

type Input = {
  settings: Settings
  release: Release
  agent: SystemUser
  web: SystemUser
  databaseUrl: string | null
}

/** The three services in the order they start. */
export function serviceTable({ settings, release, agent, web, databaseUrl }: Input): Service[] {
  const { runDir, dataDir, instance } = settings
  const node = path.join(release.node.directory, 'node')
  const common = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' }
  const instanceEnv = {
    ...common,
    NODE_ENV: 'production',
    VSERVER_INSTANCE: instance,
    VSERVER_RUN_DIR: runDir,
    VSERVER_DATA_DIR: dataDir,
  }
  return [
    service(settings, release.programs.stamp, {
      name: 'broker',
      program: path.join(release.programs.directory, 'vs-broker'),
      args: [
        '--instance',
        instance,
        '--run',
        runDir,
        '--data',
        dataDir,
        '--agent-uid',
        String(agent.uid),
        '--agent-gid',
        String(agent.gid),
        '--programs',
        release.programs.directory,
        '--mount-storage',
        ...(settings.networkNamespace ? ['--network-namespace', settings.networkNamespace] : []),
      ],
      env: { ...common, ...proxyEnvironment() },
      socket: `${runDir}/broker.sock`,
    }),
    service(settings, `${release.agent.stamp} ${release.node.stamp}`, {
      name: 'agent',
      ...asUser(agent, node, path.join(release.agent.directory, 'main.js')),
      env: {
        ...instanceEnv,
        VSERVER_NATIVE_ADDON: path.join(release.agent.directory, 'vserver.node'),
        VSERVER_MIRROR: settings.mirror,
        ...settings.agent,
      },
    }),
    service(
      settings,
      `${release.web.stamp} ${release.node.stamp} ${release.migrations.stamp} ${release.postgres.stamp}`,
      {
        name: 'web',
        ...asUser(web, node, path.join(release.web.directory, 'apps/web/main.js')),
        env: {
          ...instanceEnv,
          PORT: String(settings.port),
          LISTEN_HOST: settings.listen,
          PUBLIC_ORIGIN: settings.origin,
          ...(settings.sshListen ? { VSERVER_SSH_LISTEN: settings.sshListen } : {}),
          ...settings.panel,
          VSERVER_MIGRATIONS_DIR: release.migrations.directory,
          VSERVER_POSTGRES_DIR: release.postgres.directory,
          ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
        },
      },
    ),
  ]
}

type Launch = Pick<Service, 'name' | 'program' | 'args' | 'env' | 'socket'>

function service(settings: Settings, codeStamp: string, launch: Launch): Service {
  const stamp = createHash('sha256')
    .update(JSON.stringify([codeStamp, launch]))
    .digest('hex')
    .slice(0, 16)
  return {
    ...launch,
    stamp,
    pidFile: `${settings.runDir}/${launch.name}.pid`,
    logFile: `${settings.logDir}/${launch.name}.log`,
  }
}

/** setpriv(1) drops every right for good before Node runs a single line. */
function asUser(user: SystemUser, ...command: string[]): Pick<Service, 'program' | 'args'> {
  const ids = [
    `--reuid=${user.uid}`,
    `--regid=${user.gid}`,
    '--clear-groups',
    '--no-new-privs',
    '--inh-caps=-all',
    '--bounding-set=-all',
  ]
  return { program: '/usr/bin/setpriv', args: [...ids, '--', ...command] }
}

function proxyEnvironment(): Record<string, string> {
  return Object.fromEntries(
    PROXY_VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
}
