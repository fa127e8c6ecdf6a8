import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Options with which OpenSSH's clients speak to OpenSSH's own server on this machine, started for one connection at
 * the end of a pipe, so that nothing listens; null where it is not installed. Needs root.
 */
export function peerSshd(sshd: string, directory: string): string[] | null {
  if (!existsSync(sshd)) return null
  const files = path.resolve(sshd, '../../lib/openssh/sftp-server')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${directory}/peer-host`])
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${directory}/peer-id`])
  writeFileSync(
    `${directory}/peer-config`,
    [
      `HostKey ${directory}/peer-host`,
      `AuthorizedKeysFile ${directory}/peer-id.pub`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin prohibit-password',
      `Subsystem sftp ${files}`,
    ].join('\n'),
  )
  const users = readFileSync('/etc/passwd', 'utf8')
  const own = /^sshd:/m.test(users) ? users : `${users}sshd:x:65534:65534::/run/sshd:/usr/sbin/nologin\n`
  writeFileSync(`${directory}/peer-users`, own)
  // Its directory and its user, for it alone.
  const script = [
    'mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd',
    `mount --bind ${directory}/peer-users /etc/passwd`,
    `exec ${sshd} -i -f ${directory}/peer-config`,
  ].join(' && ')
  writeFileSync(`${directory}/peer-start`, `#!/bin/sh\n${script}\n`, { mode: 0o700 })
  return [
    ...['-F', '/dev/null', '-i', `${directory}/peer-id`, '-o', 'BatchMode=yes', '-o', 'IdentitiesOnly=yes'],
    ...['-o', 'StrictHostKeyChecking=no', '-o', `UserKnownHostsFile=${directory}/peer-known`],
    ...['-o', `ProxyCommand=unshare --mount --propagation private ${directory}/peer-start`],
  ]
}
