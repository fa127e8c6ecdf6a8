type Target = { host: string; port: number; login: string }

/** What OpenSSH's clients want to hear; sftp and scp write addresses of IPv6 in brackets. */
export function sshCommands({ host, port, login }: Target): { label: string; command: string }[] {
  const bracketed = host.includes(':') ? `[${host}]` : host
  return [
    { label: 'Shell', command: `ssh -p ${port} ${login}@${host}` },
    { label: 'Files', command: `sftp -P ${port} ${login}@${bracketed}` },
    { label: 'Copy a file', command: `scp -P ${port} file ${login}@${bracketed}:` },
  ]
}
