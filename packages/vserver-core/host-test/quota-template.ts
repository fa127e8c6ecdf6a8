import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TemplateId } from '../src/template/model.ts'
import { buildProgram } from './programs.ts'
import { writeTinyRoot } from './tiny-template.ts'

export const QUOTA = TemplateId.parse('quota.v1')
/** Debian's package quota, as it is installed on this machine. */
const TOOLS = ['setquota', 'repquota', 'edquota', 'quotaon', 'warnquota'].map((name) => `/usr/sbin/${name}`)
const ALL_TOOLS = [...TOOLS, '/usr/bin/quota']

export const hasQuotaTools = ALL_TOOLS.every((tool) => existsSync(tool))

/** Each program of the machine, unchanged, with the libraries it names. */
function withLibraries(programs: readonly string[]): string[] {
  const found = execFileSync('ldd', programs, { encoding: 'utf8' }).matchAll(/(\/\S+\.so\S*) \(0x/g)
  return [...new Set([...programs, ...[...found].map(([, file = '']) => file)])]
}

const FILES = {
  passwd: 'root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\nbob:x:1001:1001::/:/bin/sh\n',
  group: 'root:x:0:\nada:x:1000:\nbob:x:1001:\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\n',
  'warnquota.conf': 'MAIL_CMD = "/bin/cat >>/tmp/mail"\nFROM = "root"\n',
  quotatab: '/dev/hdv1: the home directories\n',
  quotagrpadmins: 'ada: ada\n',
}

function install(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 })
  copyFileSync(from, to)
  chmodSync(to, 0o755)
}

/** The tiny template, with users and Debian's quota tools. */
export function writeQuotaTemplate(storage: string): void {
  const root = path.join(storage, 'templates', QUOTA, 'rootfs')
  writeTinyRoot(root)
  mkdirSync(path.join(root, 'home'), { mode: 0o755 })
  for (const file of withLibraries(ALL_TOOLS)) install(file, path.join(root, file))
  for (const [name, text] of Object.entries(FILES)) writeFileSync(path.join(root, 'etc', name), text)
  symlinkSync('../proc/self/mounts', path.join(root, 'etc', 'mtab'))
  install(buildProgram('quota'), path.join(root, 'bin', 'ask-quota'))
  writeFileSync(
    path.join(root, 'etc', 'rc.local'),
    '#!/bin/sh\nsetquota -g bob 7000 8000 0 0 /home >/root/rc 2>&1; echo $? >>/root/rc\n',
    { mode: 0o755 },
  )
  writeFileSync(path.join(storage, 'templates', QUOTA, 'ready'), '')
}
