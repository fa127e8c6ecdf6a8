import { chmodSync, copyFileSync, mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { TemplateId } from '../src/template/model.ts'

/** Debian's busybox-static. */
const BUSYBOX = '/bin/busybox'
const APPLETS = [
  ...['sh', 'ls', 'cat', 'ps', 'id', 'hostname', 'mount', 'umount', 'mknod', 'unshare', 'modprobe', 'insmod'],
  ...[
    'reboot',
    'chroot',
    'echo',
    'sleep',
    'dd',
    'stty',
    'tee',
    'mkdir',
    'rm',
    'kill',
    'true',
    'ip',
    'wc',
    'test',
  ],
  ...[
    'sync',
    'head',
    'grep',
    'sed',
    'find',
    'touch',
    'chmod',
    'poweroff',
    'readlink',
    'nsenter',
    'stat',
    'date',
    'cp',
    'mv',
    'ln',
  ],
]
const DIRECTORIES = ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sbin', 'sys', 'tmp', 'usr', 'var']

export const TINY = TemplateId.parse('tiny.v1')
/** Has a file where /proc belongs, so that a start fails half way. */
export const BROKEN = TemplateId.parse('broken.v1')

/** A whole guest in one static binary. */
export function writeTinyRoot(root: string): void {
  for (const directory of DIRECTORIES) mkdirSync(path.join(root, directory), { recursive: true, mode: 0o755 })
  chmodSync(path.join(root, 'tmp'), 0o1777)
  copyFileSync(BUSYBOX, path.join(root, 'bin', 'busybox'))
  chmodSync(path.join(root, 'bin', 'busybox'), 0o755)
  for (const applet of APPLETS) symlinkSync('busybox', path.join(root, 'bin', applet))
  writeFileSync(path.join(root, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
}

export function writeTinyTemplate(storage: string, id: TemplateId): void {
  const root = path.join(storage, 'templates', id, 'rootfs')
  writeTinyRoot(root)
  if (id === BROKEN) {
    rmdirSync(path.join(root, 'proc'))
    writeFileSync(path.join(root, 'proc'), '')
  }
  writeFileSync(path.join(storage, 'templates', id, 'ready'), '')
}
