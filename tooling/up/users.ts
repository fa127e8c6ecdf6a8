import { run, tryRun } from './command.ts'

export type SystemUser = { name: string; uid: number; gid: number }

export const AGENT_USER = 'vserver-agent'
export const WEB_USER = 'vserver-web'

export function lookUpUser(name: string): SystemUser | null {
  const fields = tryRun('getent', 'passwd', name)?.split(':')
  return fields ? { name, uid: Number(fields[2]), gid: Number(fields[3]) } : null
}

/** Creates the system user if there is none. Returns whether it did. */
export function ensureUser(name: string): { user: SystemUser; created: boolean } {
  const present = lookUpUser(name)
  if (present) return { user: present, created: false }
  run(
    'useradd',
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
    name,
  )
  const user = lookUpUser(name)
  if (!user) throw new Error(`useradd made no user ${name}.`)
  return { user, created: true }
}
