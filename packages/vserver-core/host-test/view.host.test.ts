import { execFileSync } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import type { Host } from '../src/host.ts'
import { runShell } from './run-in-guest.ts'
import { test } from './scratch.ts'
import { patient } from './slowness.ts'
import { TINY } from './tiny-template.ts'

async function said(host: Host, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(host, guest, script)
  expect(code, output).toBe(0)
  return output.trim()
}

test('the mount table of a guest names no directory of the host', async ({ scratch }) => {
  await scratch.createTiny('mounts')
  const table = await said(scratch.host, 'mounts', 'cat /proc/self/mountinfo')
  expect(table.split('\n').length).toBeGreaterThan(5)
  const targets = table.split('\n').map((line) => line.split(' ')[4])
  expect(targets).toEqual(expect.arrayContaining(['/', '/proc', '/sys', '/dev']))
  expect(table).not.toContain(scratch.dataDir)
  expect(table).not.toContain(scratch.runDir)
})

test('a guest sees no network interface and no socket of the host', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('alone')
  expect(await said(host, 'alone', 'ls /sys/class/net')).toBe('lo')
  expect(await said(host, 'alone', 'sed -n "s/:.*//p" /proc/net/dev | wc -l')).toBe('1')
  const sockets = await said(host, 'alone', 'cat /proc/net/unix')
  expect(readFileSync('/proc/net/unix', 'utf8')).toContain(scratch.runDir)
  expect(sockets).not.toContain(scratch.runDir)
  expect(await said(host, 'alone', 'readlink /proc/self/ns/net')).not.toBe(readlinkSync('/proc/self/ns/net'))
})

test('two guests serve the same address and port, each on a loopback of its own', async ({ scratch }) => {
  const { host } = scratch
  const serve = 'mkdir /tmp/www && hostname >/tmp/www/page && /bin/busybox httpd -p 127.0.0.1:80 -h /tmp/www'
  for (const name of ['left', 'right']) {
    await scratch.createTiny(name)
    await said(host, name, serve)
  }
  for (const name of ['left', 'right'])
    expect(await said(host, name, '/bin/busybox wget -q -O - http://127.0.0.1/page')).toBe(name)
})

test('System V objects of the host are not in a guest', async ({ scratch }) => {
  const made = execFileSync('ipcmk', ['--shmem', '4096'], { encoding: 'utf8' })
  const id = /\d+/.exec(made)?.[0] ?? ''
  onTestFinished(() => void execFileSync('ipcrm', ['--shmem-id', id]))
  expect(readFileSync('/proc/sysvipc/shm', 'utf8').trim().split('\n').length).toBeGreaterThan(1)
  await scratch.createTiny('sysv')
  const rows = await said(scratch.host, 'sysv', 'cat /proc/sysvipc/shm')
  expect(rows.split('\n')).toHaveLength(1)
})

/** What tells about the machine itself, or acts on it. */
const MASKED = ['kcore', 'keys', 'key-users', 'timer_list']

test('what /proc tells of the machine itself is empty in a guest', async ({ scratch }) => {
  await scratch.createTiny('masked')
  for (const name of MASKED) {
    const script = `test ! -e /proc/${name} || { test -c /proc/${name} && cat /proc/${name} | wc -c; }`
    expect(await said(scratch.host, 'masked', script), name).toMatch(/^0?$/)
  }
})

test('a change of a file of the template is seen by the guest that made it only', async ({ scratch }) => {
  const { host } = scratch
  for (const name of ['writer', 'reader']) await scratch.createTiny(name)
  const file = path.join(scratch.dataDir, 'storage', 'templates', TINY, 'rootfs', 'etc', 'passwd')
  const before = readFileSync(file, 'utf8')
  await said(host, 'writer', 'echo changed >>/etc/passwd && rm /bin/stty && chmod 711 /bin/busybox')
  expect(await said(host, 'writer', 'cat /etc/passwd')).toContain('changed')
  expect(await said(host, 'reader', 'cat /etc/passwd; ls /bin/stty; stat -c %a /bin/busybox')).toBe(
    `${before}/bin/stty\n755`,
  )
  expect(readFileSync(file, 'utf8')).toBe(before)
})

test('the boot time of a guest is when it was started', async ({ scratch }) => {
  const { startedAt } = await scratch.createTiny('clock')
  const bootTime = Number(await said(scratch.host, 'clock', 'sed -n "s/^btime //p" /proc/stat'))
  expect(Math.abs(bootTime - Date.parse(startedAt ?? '') / 1000)).toBeLessThan(patient(5))
})
