import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { startGuest, stopGuest } from '../src/guest/index.ts'
import { deleteTemplate, getTemplate, listTemplates } from '../src/template/index.ts'
import { ImportName, partsOf, type TemplateSource } from '../src/template/model.ts'
import { MIB } from '../src/units.ts'
import { awaitJob, startJob } from './files-job.ts'
import { startRsyncDaemon } from './rsync-daemon.ts'
import { runShell } from './run-in-guest.ts'
import { openScratch, test } from './scratch.ts'
import { patient } from './slowness.ts'
import { paxEntry, tarball } from './tar-writer.ts'
import { buildFrom, importFile, unfinished } from './template-scratch.ts'
import { writeTinyRoot } from './tiny-template.ts'

const TIMEOUT = { timeout: patient(60_000) }

test('a template is copied from an rsync server', TIMEOUT, async ({ scratch }) => {
  const daemon = await startRsyncDaemon()
  onTestFinished(daemon.stop)
  writeTinyRoot(daemon.tree)
  const at = (...names: string[]) => path.join(daemon.tree, ...names)
  writeFileSync(at('etc', 'owned'), 'x')
  chownSync(at('etc', 'owned'), 33, 65_534)
  linkSync(at('etc', 'owned'), at('etc', 'second'))
  symlinkSync('/etc/shadow', at('etc', 'shadow'))
  execFileSync('mknod', [at('dev-null'), 'c', '1', '3'])
  execFileSync('mknod', [at('whiteout'), 'c', '0', '0'])
  execFileSync('mkfifo', [at('fifo')])
  mkdirSync(at('run', 'left-out'))
  const { build, log, rootfs } = await buildFrom(scratch, { method: 'rsync', url: daemon.url })
  expect(build, log).toMatchObject({ state: 'ready', method: 'rsync', source: daemon.url })
  expect(statSync(path.join(rootfs, 'etc/owned'))).toMatchObject({ uid: 33, gid: 65_534, nlink: 2 })
  expect(readlinkSync(path.join(rootfs, 'etc/shadow'))).toBe('/etc/shadow')
  expect(lstatSync(path.join(rootfs, 'fifo')).isFIFO()).toBe(true)
  for (const name of ['dev-null', 'whiteout', 'run/left-out'])
    expect(existsSync(path.join(rootfs, name))).toBe(false)
  expect(log).toContain('2 devices were left out')
})

test('a guest boots from a template that came by rsync', TIMEOUT, async ({ scratch }) => {
  const daemon = await startRsyncDaemon()
  onTestFinished(daemon.stop)
  writeTinyRoot(daemon.tree)
  const { id, build, log } = await buildFrom(scratch, { method: 'rsync', url: daemon.url })
  expect(build, log).toMatchObject({ state: 'ready' })
  expect(await scratch.createTiny('by-rsync', { template: id })).toMatchObject({
    state: 'running',
    template: id,
  })
})

test('an rsync server that is away or has no such module says so', TIMEOUT, async ({ scratch }) => {
  const daemon = await startRsyncDaemon()
  const from = async (url: string) => (await buildFrom(scratch, { method: 'rsync', url })).build
  const wrong = await from(daemon.url.replace(/tree$/, 'other'))
  expect(wrong).toMatchObject({ state: 'failed', message: 'The rsync server has no such module' })
  await daemon.stop()
  const away = await from(daemon.url)
  expect(away).toMatchObject({ state: 'failed', message: 'The rsync server could not be reached' })
  expect(unfinished(scratch)).toEqual([])
})

test('a sparse file of an rsync server counts with its size', TIMEOUT, async ({ scratch }) => {
  const daemon = await startRsyncDaemon()
  onTestFinished(daemon.stop)
  writeFileSync(path.join(daemon.tree, 'bomb'), '')
  truncateSync(path.join(daemon.tree, 'bomb'), 65 * 1024 ** 3)
  const { build, log } = await buildFrom(scratch, { method: 'rsync', url: daemon.url })
  expect(build, log).toMatchObject({ state: 'failed', message: expect.stringContaining('64 GiB') })
})

test('a stopped guest becomes a template without what was its own alone', TIMEOUT, async ({ scratch }) => {
  const { name } = await scratch.createTiny('origin')
  const script = [
    'mkdir -p /etc/ssh /var/log/journal /srv',
    'echo key >/etc/ssh/ssh_host_key; echo id >/etc/machine-id; echo entry >/var/log/messages',
    'echo entry >/var/log/journal/system; echo content >/srv/kept; chown 33:34 /srv/kept; chmod 4750 /srv/kept',
    'ln /srv/kept /srv/second; rm /etc/passwd; echo "root:x:0:0:own:/root:/bin/sh" >/etc/passwd',
  ].join('\n')
  expect((await runShell(scratch.host, name, script)).output).toBe('')
  const source: TemplateSource = { method: 'guest', guest: name }
  await expect(buildFrom(scratch, source)).rejects.toMatchObject({ code: 'INVALID_STATE' })
  await stopGuest(scratch.host, name)
  const { id, build, log, rootfs } = await buildFrom(scratch, source, 'plain')
  expect(build, log).toMatchObject({ state: 'ready', method: 'guest', source: name })
  expect(statSync(path.join(rootfs, 'srv/kept'))).toMatchObject({ uid: 33, gid: 34, nlink: 2 })
  expect(statSync(path.join(rootfs, 'srv/kept')).mode & 0o7777).toBe(0o4750)
  expect(readFileSync(path.join(rootfs, 'etc/passwd'), 'utf8')).toContain(':own:')
  for (const emptied of ['etc/machine-id', 'var/log/messages']) {
    expect(readFileSync(path.join(rootfs, emptied), 'utf8')).toBe('')
  }
  expect(
    readdirSync(path.join(rootfs, 'etc/ssh')).concat(readdirSync(path.join(rootfs, 'var/log/journal'))),
  ).toEqual([])
  expect(existsSync(path.join(scratch.runDir, 'guests', name, 'lock'))).toBe(false)
  await startGuest(scratch.host, name)
  const copy = await scratch.createTiny('copied', { template: id })
  expect(copy).toMatchObject({ state: 'running', template: id })
  expect((await runShell(scratch.host, copy.name, 'cat /srv/second')).output).toBe('content\n')
})

test('a skeleton has the directories of a system and nothing else', TIMEOUT, async ({ scratch }) => {
  const { build, rootfs, log } = await buildFrom(scratch, { method: 'skeleton' })
  expect(build, log).toMatchObject({ state: 'ready', initStyle: 'single', bytes: 0 })
  expect(statSync(path.join(rootfs, 'tmp')).mode & 0o7777).toBe(0o1777)
  expect(execFileSync('find', [rootfs, '-not', '-type', 'd', '-not', '-name', '.p']).toString()).toBe('')
  expect(readdirSync(rootfs)).toEqual(expect.arrayContaining(['bin', 'etc', 'proc', 'usr', 'var']))
})

test(
  'two builds of the same content have the same checksum, another content another',
  TIMEOUT,
  async ({ scratch }) => {
    const archive = (text: string) =>
      tarball([
        { name: 'etc/', type: 'directory' },
        { name: 'etc/a', content: text },
      ])
    const build = async (text: string) => {
      const file = importFile(scratch, archive(text))
      return (await buildFrom(scratch, { method: 'tarball', file, checksum: null })).build
    }
    const [one, same, other] = [await build('x'), await build('x'), await build('y')]
    expect(one.checksum).toMatch(/^[0-9a-f]{64}$/)
    expect(same.checksum).toBe(one.checksum)
    expect(other.checksum).not.toBe(one.checksum)
  },
)

test('a file to import must be one, and in its place', TIMEOUT, async ({ scratch }) => {
  const imports = path.join(scratch.dataDir, 'imports')
  symlinkSync('/etc/shadow', path.join(imports, 'link.tar'))
  linkSync(path.join(imports, importFile(scratch, tarball([]))), path.join(imports, 'second.tar'))
  mkdirSync(path.join(imports, 'directory.tar'))
  const from = (name: string) => {
    const source: TemplateSource = { method: 'tarball', file: ImportName.parse(name), checksum: null }
    return buildFrom(scratch, source)
  }
  await expect(from('missing.tar')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  for (const name of ['link.tar', 'second.tar', 'directory.tar']) {
    await expect(from(name)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  }
})

test('a template whose guests are gone is deleted and is listed no more', TIMEOUT, async ({ scratch }) => {
  const { id } = await buildFrom(scratch, { method: 'skeleton' })
  const { name } = partsOf(id)
  expect(await getTemplate(scratch.host, name)).toMatchObject({ name, state: 'ready' })
  await deleteTemplate(scratch.host, id)
  expect((await listTemplates(scratch.host)).map((template) => template.name)).not.toContain(name)
  expect(readdirSync(path.join(scratch.dataDir, 'storage', 'templates'))).not.toContain(id)
})

test('a template is deleted though its builder has not quite gone', TIMEOUT, async ({ scratch }) => {
  const { id } = await buildFrom(scratch, { method: 'skeleton' })
  const told = path.join(scratch.runDir, 'templates', id)
  const holder = spawn('flock', [told, 'sh', '-c', 'echo held; sleep 0.5'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  await deleteTemplate(scratch.host, id)
  expect(existsSync(told)).toBe(false)
})

test('what is told of a build that failed can be deleted', TIMEOUT, async ({ scratch }) => {
  const archive = tarball([{ name: '../out', content: 'x' }])
  const source: TemplateSource = { method: 'tarball', file: importFile(scratch, archive), checksum: null }
  const { id, build } = await buildFrom(scratch, source)
  expect(build.state).toBe('failed')
  await deleteTemplate(scratch.host, id)
  expect(await scratch.host.templates.inspect(id)).toMatchObject({ state: 'absent' })
})

test('a template that was changed on disk is told, and what was changed', TIMEOUT, async ({ scratch }) => {
  const large = 'content '.repeat(2000)
  const archive = tarball([
    { name: 'etc/', type: 'directory' },
    { name: 'etc/small', content: 'x' },
    { name: 'etc/large', content: large },
  ])
  const source: TemplateSource = { method: 'tarball', file: importFile(scratch, archive), checksum: null }
  const { id, rootfs } = await buildFrom(scratch, source)
  const verify = async () => {
    const job = await startJob(scratch, { kind: 'verify', guest: null, template: id })
    const { problems } = await awaitJob(scratch, job)
    return { problems, log: (await scratch.host.files.readLog(job, 0)).text }
  }
  expect(await verify()).toMatchObject({ problems: 0 })
  writeFileSync(path.join(rootfs, 'etc/small'), 'y')
  expect((await verify()).log).toContain(`templates/${id}: was changed since it was built: /etc/small has`)
  writeFileSync(path.join(rootfs, 'etc/added'), '')
  const { problems, log } = await verify()
  expect([problems, log]).toEqual([
    1,
    expect.stringContaining('/etc/added is new (0 missing, 1 new, 1 changed)'),
  ])
})

test('what is told of a template survives the broker', TIMEOUT, async ({ scratch }) => {
  const { id, build } = await buildFrom(scratch, { method: 'skeleton' })
  expect(build).toMatchObject({ state: 'ready', message: null })
  await scratch.broker.end('SIGTERM')
  execFileSync('rm', ['-r', path.join(scratch.runDir, 'templates', id)])
  await scratch.broker.start()
  const { checksum, files, bytes, method, initStyle, state } = build
  const again = await scratch.host.templates.inspect(id)
  expect(again).toMatchObject({ checksum, files, bytes, method, initStyle, state })
})

test('an archive that would fill the storage is refused before it is full', TIMEOUT, async () => {
  const scratch = await openScratch({ storageBytes: 64 * MIB })
  onTestFinished(scratch.close)
  const content = randomBytes(MIB)
  const entries = Array.from({ length: 100 }, (_, index) => ({ name: `part-${index}`, content }))
  const file = importFile(scratch, tarball([paxEntry({ comment: 'large' }), ...entries]))
  const { build, log } = await buildFrom(scratch, { method: 'tarball', file, checksum: null })
  expect(build, log).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/too little room|No space left/),
  })
  expect(unfinished(scratch)).toEqual([])
  expect(readFileSync('/proc/mounts', 'utf8')).toContain(path.join(scratch.dataDir, 'storage'))
})
