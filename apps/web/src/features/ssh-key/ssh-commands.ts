import { t } from '@/language/t.ts'

type Target = { host: string; port: number; login: string }

/** What OpenSSH's clients want to hear; sftp and scp write addresses of IPv6 in brackets. */
export function sshCommands({ host, port, login }: Target): { label: string; command: string }[] {
  const bracketed = host.includes(':') ? `[${host}]` : host
  return [
    { label: t('Shell'), command: `ssh -p ${port} ${login}@${host}` },
    { label: t('Files'), command: `sftp -P ${port} ${login}@${bracketed}` },
    { label: t('Copy a file'), command: `scp -P ${port} ${t('file')} ${login}@${bracketed}:` },
  ]
}
