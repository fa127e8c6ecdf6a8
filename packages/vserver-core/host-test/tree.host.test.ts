import { execFileSync } from 'node:child_process'
import { chownSync, linkSync, readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { createGuest, deleteGuest, startGuest, stopGuest } from '../src/guest/index.ts'
import { type CreateGuestInput, GuestName } from '../src/guest/model.ts'
import { buildProgram } from './programs.ts'
import { runShell } from './run-in-guest.ts'
import { type Scratch, test, tinyInput } from './scratch.ts'
import { TINY } from './tiny-template.ts'

async function said(scratch: Scratch, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(scratch.host, guest, script)
  expect(code, output).toBe(0)
  return output.trim()
}

const createTree = (scratch: Scratch, name: string, change: Partial<CreateGuestInput> = {}) =>
  createGuest(scratch.host, tinyInput(name, { backend: 'tree', ...change }))

const treeOf = (scratch: Scratch, name: string) =>
  path.join(scratch.dataDir, 'storage', 'guests', name, 'data', 'tree')

const templateOf = (scratch: Scratch) => path.join(scratch.dataDir, 'storage', 'templates', TINY, 'rootfs')

const listing = (root: string) =>
  execFileSync(buildProgram('listing'), [root], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })

/** One of each kind that a copy can get wrong. */
function furnish(root: string): void {
  const etc = path.join(root, 'etc')
  writeFileSync(path.join(etc, 'linked'), 'one file\n')
  linkSync(path.join(etc, 'linked'), path.join(etc, 'linked-too'))
  writeFileSync(path.join(etc, 'holes'), 'x')
  truncateSync(path.join(etc, 'holes'), 32 * 1024 * 1024)
  writeFileSync(path.join(etc, 'setuid'), 'x', { mode: 0o755 })
  chownSync(path.join(etc, 'setuid'), 7, 8)
  execFileSync('chmod', ['4751', path.join(etc, 'setuid')])
  execFileSync('mknod', [path.join(etc, 'pipe'), 'p'])
  utimesSync(etc, 1_000_000_000, 1_000_000_000.5)
}

test('a private tree is the template to the last property, and nothing of it is shared', async ({
  scratch,
}) => {
  furnish(templateOf(scratch))
  await createTree(scratch, 'equal', { start: false })
  expect(listing(treeOf(scratch, 'equal'))).toBe(listing(templateOf(scratch)))
  writeFileSync(path.join(treeOf(scratch, 'equal'), 'etc', 'linked'), 'changed\n')
  expect(readFileSync(path.join(templateOf(scratch), 'etc', 'linked'), 'utf8')).toBe('one file\n')
})

test('a guest with a private tree runs without an overlay, as root of its own ids, and keeps its files', async ({
  scratch,
}) => {
  const { host } = scratch
  const name = GuestName.parse('private')
  await createTree(scratch, 'private')
  expect(await said(scratch, 'private', 'grep -c " / overlay" /proc/mounts || true')).toBe('0')
  expect(await said(scratch, 'private', 'grep " / " /proc/mounts')).toMatch(/\bnodev\b/)
  await said(scratch, 'private', 'echo mine >/root/word && rm /bin/date && mkdir /new')
  expect(await said(scratch, 'private', 'stat -c "%u:%g" /root/word')).toBe('0:0')
  await stopGuest(host, name)
  await startGuest(host, name)
  expect(await said(scratch, 'private', 'cat /root/word; test -e /bin/date || echo gone')).toBe('mine\ngone')
})

test('a guest with a private tree reads no device and reaches nothing above its root', async ({
  scratch,
}) => {
  await createTree(scratch, 'closed')
  const { code } = await runShell(scratch.host, 'closed', 'mknod /disk b 7 0 && head -c 1 /disk')
  expect(code).not.toBe(0)
  expect(await said(scratch, 'closed', 'ls -d /../tree /../../data 2>/dev/null | wc -l')).toBe('0')
})

test('deleting a guest with a private tree leaves nothing', async ({ scratch }) => {
  const { host } = scratch
  const name = GuestName.parse('gone')
  await createTree(scratch, 'gone')
  await stopGuest(host, name)
  await deleteGuest(host, name)
  expect(scratch.leftovers().filter((left) => left.includes('gone'))).toEqual([])
})
