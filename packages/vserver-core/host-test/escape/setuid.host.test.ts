import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { upperOf } from '../own-program.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'

/** Any user of the host that is not root. */
const NOBODY = 65_534

test('a set-user-id file of a guest is out of reach for the users of the host', async ({ scratch }) => {
  await scratch.createTiny('setuid')
  const made = await runShell(
    scratch.host,
    'setuid',
    'cp /bin/busybox /root/busybox && chmod 6755 /root/busybox && chmod 755 /root && /root/busybox id -u',
  )
  expect(made).toEqual({ code: 0, output: '0\n' })
  const file = path.join(upperOf(scratch, 'setuid'), 'root', 'busybox')
  // What it is on the disk: a file of the host's root that anybody may execute, were it not for its parents.
  const found = statSync(file)
  expect(found.uid).toBe(0)
  expect(found.mode & 0o7777).toBe(0o6755)
  const pid = process.pid
  for (const way of [file, `/proc/${pid}/root${file}`]) {
    const run = spawnSync(way, ['id', '-u'], { uid: NOBODY, gid: NOBODY, encoding: 'utf8' })
    expect(run.error, way).toMatchObject({ code: 'EACCES' })
  }
})

test('nor do the processes of a guest lead the users of the host to its files', async ({ scratch }) => {
  const guest = await scratch.createTiny('procroot')
  const run = await scratch.host.runtime.inspect(guest.name)
  if (run.state !== 'running') throw new Error('it does not run')
  const spy = spawnSync('/bin/ls', [`/proc/${run.pid}/root/root`], {
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
  })
  expect(spy.stderr).toMatch(/permission denied/i)
  expect(readFileSync(`/proc/${run.pid}/uid_map`, 'utf8')).not.toMatch(/^\s*0\s+0\s/)
})
