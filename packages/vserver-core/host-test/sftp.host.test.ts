import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { openPipes, PipeViewer } from './pipe-console.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test } from './scratch.ts'

const STDIO = path.join(import.meta.dirname, 'console-stdio.ts')
const MIB = 1 << 20

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** What OpenSSH's own client (Debian's openssh-client) says to a list of commands, against vs-sftp in a guest. */
async function sftp(scratch: Scratch, guest: string, commands: string[]) {
  const directory = mkdtempSync('/tmp/vserver-sftp-')
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const socket = await openPipes(scratch.host, guest, { mode: 'files' })
  const batch = path.join(directory, 'batch')
  writeFileSync(batch, commands.join('\n'))
  const server = `${process.execPath} ${STDIO} ${socket}`
  return new Promise<{ code: number; output: string }>((resolve) => {
    execFile('sftp', ['-b', batch, '-D', server], { cwd: directory }, (error, stdout, stderr) =>
      resolve({ code: error ? 1 : 0, output: `${stdout}${stderr}` }),
    )
  })
}

async function said(scratch: Scratch, guest: string, script: string): Promise<string> {
  return (await runShell(scratch.host, guest, script)).output.trim()
}

test("OpenSSH's sftp moves a large file both ways without changing a byte", async ({ scratch }) => {
  await scratch.createTiny('large')
  const directory = mkdtempSync('/tmp/vserver-sftp-files-')
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const bytes = randomBytes(24 * MIB + 4711)
  writeFileSync(`${directory}/there`, bytes)
  const { code, output } = await sftp(scratch, 'large', [
    `put -p ${directory}/there /root/file`,
    `get /root/file ${directory}/back`,
  ])
  expect(code, output).toBe(0)
  expect(sha256(readFileSync(`${directory}/back`))).toBe(sha256(bytes))
  expect(await said(scratch, 'large', 'stat -c "%s %u" /root/file')).toBe(`${bytes.length} 0`)
})

test("every request that OpenSSH's sftp can make does in the guest what it says", async ({ scratch }) => {
  await scratch.createTiny('every')
  await runShell(scratch.host, 'every', 'echo one >/root/one; echo taken >/root/taken')
  const { code, output } = await sftp(scratch, 'every', [
    'pwd',
    'mkdir /root/dir',
    'rename /root/one /root/dir/two',
    'ln /root/dir/two /root/hard',
    'symlink dir/two /root/soft',
    'chmod 640 /root/hard',
    'chown 12 /root/hard',
    'ls -l /root',
    'df /root',
    'rename /root/hard /root/taken',
    'mkdir /root/gone',
    'rmdir /root/gone',
    'rm /root/soft',
    '-get /root/missing',
  ])
  expect(code, output).toBe(0)
  expect(output).toContain('Remote working directory: /root')
  expect(output).toMatch(/-rw-r----- .* 12 .* hard/)
  expect(output).toMatch(/lrwxrwxrwx .* soft/)
  expect(output).toMatch(/Avail\s+\(root\)/)
  expect(output).toContain('not found')
  expect(await said(scratch, 'every', 'cat /root/taken; stat -c "%a %u %h" /root/dir/two; ls -1 /root')).toBe(
    'one\n640 12 2\ndir\ntaken',
  )
})

test('no path leads out of the guest: dots, links and descriptors of the server end in its own tree', async ({
  scratch,
}) => {
  await scratch.createTiny('paths')
  const marker = mkdtempSync('/tmp/vserver-host-marker-')
  onTestFinished(() => rmSync(marker, { recursive: true }))
  writeFileSync(`${marker}/secret`, 'of the host')
  await runShell(
    scratch.host,
    'paths',
    `ln -s ${marker}/secret /root/link; ln -s /proc/1/root/../../.. /root/up`,
  )
  const up = '../'.repeat(20)
  const tries = [
    `${up}${marker}/secret`,
    '/root/link',
    `/root/up${marker}/secret`,
    `/proc/self/root${marker}/secret`,
  ]
  for (const name of tries) expect((await sftp(scratch, 'paths', [`get ${name} out`])).code, name).toBe(1)
  const { output } = await sftp(scratch, 'paths', [
    `cd ${up}`,
    'pwd',
    `put /etc/hostname ${up}${marker.slice(1)}-made`,
  ])
  expect(output).toContain('Remote working directory: /\n')
  expect(readFileSync(`${marker}/secret`, 'utf8')).toBe('of the host')
  expect(() => readFileSync(`${marker}-made`)).toThrow()
})

test('the program of the host that serves files cannot be written to or replaced from inside', async ({
  scratch,
}) => {
  await scratch.createTiny('sealed')
  const viewer = await PipeViewer.attach(await openPipes(scratch.host, 'sealed', { mode: 'files' }))
  viewer.write(Buffer.from('000000050100000003', 'hex'))
  await expect.poll(() => viewer.output.length).toBeGreaterThan(9)
  const script = `for exe in /proc/[0-9]*/exe; do case $(readlink $exe) in *vs-sftp*) echo found
    echo x >>$exe; dd if=/dev/zero of=$exe bs=1 count=1 conv=notrunc; readlink $exe; done_one=1 ;; esac; done 2>&1`
  const output = await said(scratch, 'sealed', script)
  expect(output).toMatch(/^found\n/)
  expect(output).toMatch(/Text file busy|Operation not permitted|Permission denied/)
  expect(output).toContain('memfd:vs-sftp')
  viewer.end()
  expect(await viewer.status).toBe(0)
  expect((await sftp(scratch, 'sealed', ['pwd'])).code).toBe(0)
})

test('a thousand packets of nonsense are answered one by one, or end the server, and never crash it', async ({
  scratch,
}) => {
  await scratch.createTiny('nonsense')
  const next = generator(0x5f7b)
  for (let round = 0; round < 4; round++) {
    const viewer = await PipeViewer.attach(await openPipes(scratch.host, 'nonsense', { mode: 'files' }))
    for (let i = 0; i < 250; i++) viewer.write(nonsense(next))
    viewer.end()
    const status = await viewer.status
    expect(status & 0x7f, viewer.errorOutput.toString()).toBe(0)
    expect(countPackets(viewer.output)).toBe(250)
  }
})

test('a packet that is too long, or cut off, ends the server with an error', async ({ scratch }) => {
  await scratch.createTiny('cut')
  for (const packet of ['7fffffff05', '00000001', '0000000905000000010000']) {
    const viewer = await PipeViewer.attach(await openPipes(scratch.host, 'cut', { mode: 'files' }))
    viewer.write(Buffer.from(packet, 'hex'))
    viewer.end()
    expect(await viewer.status).toBe(1 << 8)
  }
})

/** The same numbers at each run. */
function generator(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}

/** A packet of a known type with strings, numbers and rubbish in it, of a length that is told rightly. */
function nonsense(next: (limit: number) => number): Buffer {
  const parts = [Buffer.of(next(22)), Buffer.from([0, 0, next(256), next(256)])]
  for (let i = next(6); i > 0; i--) {
    const text = Buffer.from(['.', '/tmp/x', '', 'statvfs@openssh.com', '\0\0\0\u0001'][next(5)] ?? '')
    const size = Buffer.alloc(4)
    size.writeUInt32BE(next(8) === 0 ? next(2 ** 32) : text.length)
    parts.push(size, text)
    if (next(2) === 0) parts.push(Buffer.from([next(256), 0, next(256), next(4)]))
  }
  const payload = Buffer.concat(parts)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(payload.length)
  return Buffer.concat([length, payload])
}

function countPackets(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at < bytes.length; count++) at += 4 + bytes.readUInt32BE(at)
  return count
}
