import { chmodSync, chownSync, mkdirSync, statSync } from 'node:fs'
import type { Settings } from './settings.ts'
import type { SystemUser } from './users.ts'

const ROOT = { uid: 0, gid: 0 }

type Owner = { uid: number; gid: number }

/** The table of docs/architecture.md, "Directories". */
export function directoryTable(settings: Settings, agent: SystemUser, web: SystemUser) {
  const { dataDir, runDir, logDir } = settings
  return [
    { path: settings.libDir, owner: ROOT, mode: 0o755 },
    { path: dataDir, owner: ROOT, mode: 0o755 },
    { path: `${dataDir}/storage`, owner: ROOT, mode: 0o700 },
    { path: `${dataDir}/storage/templates`, owner: ROOT, mode: 0o700 },
    { path: `${dataDir}/storage/guests`, owner: ROOT, mode: 0o700 },
    { path: `${dataDir}/storage/bin`, owner: ROOT, mode: 0o700 },
    { path: `${dataDir}/agent`, owner: agent, mode: 0o700 },
    { path: `${dataDir}/panel`, owner: web, mode: 0o700 },
    { path: logDir, owner: ROOT, mode: 0o755 },
    { path: runDir, owner: ROOT, mode: 0o755 },
    { path: `${runDir}/guests`, owner: { uid: 0, gid: agent.gid }, mode: 0o750 },
    { path: `${runDir}/consoles`, owner: { uid: 0, gid: agent.gid }, mode: 0o750 },
    { path: `${runDir}/templates`, owner: { uid: 0, gid: agent.gid }, mode: 0o750 },
    // Set-group-id: the socket the agent makes there belongs to the panel's group.
    { path: `${runDir}/agent`, owner: { uid: agent.uid, gid: web.gid }, mode: 0o2750 },
  ] satisfies Array<{ path: string; owner: Owner; mode: number }>
}

/** Makes every directory of the table as it should be; returns how many were not. */
export function ensureDirectories(settings: Settings, agent: SystemUser, web: SystemUser): number {
  let changed = 0
  for (const { path, owner, mode } of directoryTable(settings, agent, web)) {
    mkdirSync(path, { recursive: true })
    const found = statSync(path)
    if (found.uid === owner.uid && found.gid === owner.gid && (found.mode & 0o7777) === mode) continue
    chownSync(path, owner.uid, owner.gid)
    chmodSync(path, mode)
    changed += 1
  }
  return changed
}
