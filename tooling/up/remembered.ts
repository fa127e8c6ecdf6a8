import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Settings } from './settings.ts'

/** Read by options.sh: what an option that is not given falls back to. */
export function rememberSettings(settings: Settings): void {
  const lines = {
    VSERVER_PORT: String(settings.port),
    VSERVER_LISTEN: settings.listen,
    VSERVER_ORIGIN: process.env.VSERVER_ORIGIN ?? '',
    VSERVER_DATA_DIR: settings.dataDir,
    VSERVER_MIRROR: settings.mirror,
    VSERVER_TEMPLATE: settings.template,
    VSERVER_NETWORK_NAMESPACE: settings.networkNamespace,
    VSERVER_SSH_LISTEN: process.env.VSERVER_SSH_LISTEN ?? '',
    ...settings.agent,
    ...settings.panel,
  }
  const text = Object.entries(lines)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
  writeFileSync(`${settings.libDir}/settings`, text, { mode: 0o644 })
}

/** The external database's URL carries a password: a root-only file, never the settings file. */
export function rememberDatabaseUrl(settings: Settings): string | null {
  const file = `${settings.libDir}/database-url`
  if (settings.databaseUrl === '') rmSync(file, { force: true })
  else if (settings.databaseUrl !== undefined) writeFileSync(file, settings.databaseUrl, { mode: 0o600 })
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
