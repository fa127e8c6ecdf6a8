import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { TemplateId } from '../src/template/model.ts'
import { buildProgram } from './programs.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, type Scratch, type ScratchOptions, tinyInput } from './scratch.ts'
import { patient } from './slowness.ts'
import { writeTinyRoot } from './tiny-template.ts'

const MOUNT = fileURLToPath(new URL('../../native/bin/vs-mount', import.meta.url))

/** Has directories and files for a guest to change. */
export const RICH = TemplateId.parse('rich.v1')
const FILES = 6
const MOVED = ['one', 'two', 'below/three']

function content(text: string, bytes: number): Buffer {
  return Buffer.alloc(bytes, `${text} `)
}

function writeRichTemplate(storage: string): void {
  const template = path.join(storage, 'templates', RICH)
  const root = path.join(template, 'rootfs')
  writeTinyRoot(root)
  const put = (name: string, bytes: number) => {
    const file = path.join(root, name)
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 })
    writeFileSync(file, content(name, bytes), { mode: 0o644 })
  }
  for (let index = 0; index < FILES; index += 1) put(`usr/lib/library-${index}`, 20_000 + index)
  for (const name of MOVED) put(`usr/share/moved/${name}`, 9000)
  for (const name of MOVED) put(`usr/share/replaced/${name}`, 9000)
  put('etc/machine-id', 0)
  linkSync(path.join(root, 'usr/lib/library-5'), path.join(root, 'usr/lib/library-5-again'))
  writeFileSync(path.join(template, 'ready'), '')
}

/** An instance with the template. */
export function openRichScratch(options: ScratchOptions = {}): ReturnType<typeof openScratch> {
  return openScratch({
    ...options,
    mountTemplate: (storage) => {
      writeRichTemplate(storage)
      return () => {}
    },
  })
}

/** Leaves every trace that a guest can leave in its layer: copies up, whiteouts, redirects, opaque directories. */
const CHANGES = [
  'rm /usr/lib/library-0',
  'chmod 700 /usr/lib/library-1',
  'chown 5:6 /usr/lib/library-2',
  'echo more >>/usr/lib/library-3',
  'mv /usr/lib/library-4 /usr/lib/renamed',
  'mv /usr/share/moved /usr/share/elsewhere',
  'rm /usr/share/elsewhere/one; echo new >/usr/share/elsewhere/new',
  'rm -r /usr/share/replaced; mkdir /usr/share/replaced; cp /bin/busybox /usr/share/replaced/two',
  'mkdir /srv; cp /bin/busybox /srv/tool; ln /srv/tool /srv/tool-again',
  'echo 0123456789abcdef0123456789abcdef >/etc/machine-id',
  'mkdir /etc/ssh; echo secret >/etc/ssh/ssh_host_key; echo all >/etc/ssh/sshd_config',
  'chown 3:4 / && chmod 751 /',
  'sync',
].join(' && ')

export function guestStorage(scratch: Scratch, name: string): string {
  return path.join(scratch.dataDir, 'storage', 'guests', name)
}

/** The root file of a guest: which layers it has. */
export function rootOf(scratch: Scratch, name: string): Record<string, string> {
  const text = readFileSync(path.join(guestStorage(scratch, name), 'root'), 'utf8')
  return Object.fromEntries(text.split('\n').flatMap((line) => (line ? [line.split('=')] : [])))
}

/** A stopped guest that has changed its template in every way; `planted`: and holds every kind of file. */
export async function changedGuest(scratch: Scratch, text: string, planted = true): Promise<GuestName> {
  const name = GuestName.parse(text)
  await createGuest(scratch.host, tinyInput(name, { template: RICH, start: true }))
  const { code, output } = await runShell(scratch.host, name, CHANGES)
  if (code !== 0) throw new Error(`The guest could not be changed: ${output}`)
  await stopGuest(scratch.host, name)
  if (planted) plant(scratch, name, 'planted')
  return name
}

/** Every kind of file, in a directory of the writable layer. */
export function plant(scratch: Scratch, name: string, directory: string): void {
  const data = path.join(guestStorage(scratch, name), 'data', rootOf(scratch, name).upper ?? '', 'upper')
  mkdirSync(path.join(data, directory), { mode: 0o755 })
  execFileSync(buildProgram('plant'), [path.join(data, directory)])
}

/** Linux 6.5 and later; before, the root directory of a read-only view is that of the pool's cover. */
const HAS_DATA_LAYERS = os
  .release()
  .split('.')
  .map(Number)
  .some((part, index, [major = 0]) => (index === 0 ? part > 6 : index === 1 && major === 6 && part >= 5))

/** What a program inside would see of a stopped guest, a line for each entry. */
export function listGuest(scratch: Scratch, name: string, options: readonly string[] = []): string[] {
  return withMounted(scratch, name, (at) =>
    execFileSync(buildProgram('listing'), [...options, at], { encoding: 'latin1', maxBuffer: 64 << 20 })
      .split('\n')
      .filter((line) => line !== '' && (HAS_DATA_LAYERS || !line.startsWith('. '))),
  )
}

/** What `/` has after all changes. */
export const CHANGED_ROOT = '751 3 4'

/** The root directory as the guest itself sees it, which has to run. */
export async function rootDirectoryOf(scratch: Scratch, name: string): Promise<string> {
  return (await runShell(scratch.host, name, 'stat -c "%a %u %g" /')).output.trim()
}

/** Does something while root of the host has the files of a stopped guest mounted. */
export function withMounted<Result>(scratch: Scratch, name: string, act: (at: string) => Result): Result {
  const at = mkdtempSync('/tmp/vserver-files-')
  try {
    execFileSync(MOUNT, ['--run', scratch.runDir, name, at])
    try {
      return act(at)
    } finally {
      unmount(scratch, at)
    }
  } finally {
    rmdirSync(at)
  }
}

/** A job that begins just now, of any instance, copies the mounts of the host: for that moment this one is in use. */
function unmount(scratch: Scratch, at: string): void {
  const deadlineMs = Date.now() + patient(5000)
  for (;;) {
    const { status, stderr } = spawnSync(MOUNT, ['--run', scratch.runDir, '--unmount', at])
    if (status === 0) return
    if (Date.now() > deadlineMs) throw new Error(stderr.toString())
    execFileSync('sleep', ['0.02'])
  }
}

/** Puts a file into the writable layer of a stopped guest. */
export function putFile(scratch: Scratch, name: string, file: string, bytes: Buffer): void {
  const to = path.join(guestStorage(scratch, name), 'data', rootOf(scratch, name).upper ?? '', 'upper', file)
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o755 })
  writeFileSync(to, bytes, { mode: 0o644 })
}

export function poolObjects(scratch: Scratch): string[] {
  return execFileSync('ls', ['-A', path.join(scratch.dataDir, 'storage', 'pool', '.p')], { encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
}
