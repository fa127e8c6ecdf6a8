import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { guestGroups } from '../kernel-view.ts'
import { buildProgram } from '../programs.ts'
import { type Scratch, test } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { paxEntry, type TarEntry, tarball, tarEntry } from '../tar-writer.ts'
import { type Built, buildFrom, importFile, unfinished } from '../template-scratch.ts'

const TIMEOUT = { timeout: patient(60_000) }
const ROOT: TarEntry = { name: 'etc/', type: 'directory', mode: 0o755 }
const GOOD: TarEntry = { name: 'etc/motd', content: 'hello\n' }

async function unpack(scratch: Scratch, content: Buffer, suffix?: string): Promise<Built> {
  const built = await buildFrom(scratch, {
    method: 'tarball',
    file: importFile(scratch, content, suffix),
    checksum: null,
  })
  expect(unfinished(scratch)).toEqual([])
  expect(guestGroups(scratch.instance).filter((group) => group.includes('template.'))).toEqual([])
  return built
}

async function expectReady(scratch: Scratch, entries: TarEntry[]): Promise<Built> {
  const built = await unpack(scratch, tarball([ROOT, GOOD, ...entries]))
  expect(built.build, built.log).toMatchObject({ state: 'ready' })
  expect(readFileSync(path.join(built.rootfs, 'etc/motd'), 'utf8')).toBe('hello\n')
  return built
}

async function expectFailed(scratch: Scratch, content: Buffer, message: string | RegExp): Promise<Built> {
  const built = await unpack(scratch, content)
  expect(built.build, built.log).toMatchObject({ state: 'failed', message: expect.stringMatching(message) })
  return built
}

test('an absolute path in an archive lands in the tree', TIMEOUT, async ({ scratch }) => {
  const name = `/tmp/absolute-${scratch.instance}`
  const { rootfs } = await expectReady(scratch, [
    { name, content: 'x' },
    { name: '/srv/kept', content: 'y' },
  ])
  expect(existsSync(name)).toBe(false)
  expect(readFileSync(path.join(rootfs, 'srv/kept'), 'utf8')).toBe('y')
})

test(
  'an archive with ".." in a name is refused and reaches nothing outside of the tree',
  TIMEOUT,
  async ({ scratch }) => {
    const storage = path.join(scratch.dataDir, 'storage', 'templates')
    for (const name of ['../escaped', '../../../../../../tmp/escaped', 'etc/../../../escaped']) {
      await expectFailed(scratch, tarball([ROOT, GOOD, { name, content: 'x' }]), /names that lead out of it/)
      expect(existsSync('/tmp/escaped') || existsSync('/escaped')).toBe(false)
      expect(readdirSync(storage)).not.toContain('escaped')
    }
  },
)

test('devices are left out, counted and told', TIMEOUT, async ({ scratch }) => {
  const { rootfs, log } = await expectReady(scratch, [
    { name: 'disk', type: 'block', device: [8, 0] },
    { name: 'mem', type: 'char', device: [1, 1] },
    { name: 'whiteout', type: 'char', device: [0, 0] },
  ])
  expect(log).toContain('3 devices were left out')
  for (const name of ['disk', 'mem', 'whiteout']) expect(existsSync(path.join(rootfs, name))).toBe(false)
})

test('setuid programs stay and are counted', TIMEOUT, async ({ scratch }) => {
  const { rootfs, log } = await expectReady(scratch, [{ name: 'su', mode: 0o4755, content: 'x' }])
  expect(statSync(path.join(rootfs, 'su')).mode & 0o7777).toBe(0o4755)
  expect(log).toContain('1 programs with privileges')
})

test('a hard link to a file outside of the archive is refused', TIMEOUT, async ({ scratch }) => {
  const link: TarEntry = { name: 'passwd', type: 'link', target: '/etc/passwd' }
  await expectFailed(scratch, tarball([ROOT, GOOD, link]), /hard links to files that are not in it/)
  const up: TarEntry = { name: 'passwd', type: 'link', target: '../../../../etc/passwd' }
  await expectFailed(scratch, tarball([ROOT, GOOD, up]), /hard links to files that are not in it/)
})

test('a hard link within the archive is kept', TIMEOUT, async ({ scratch }) => {
  const { rootfs } = await expectReady(scratch, [{ name: 'second', type: 'link', target: 'etc/motd' }])
  expect(statSync(path.join(rootfs, 'second')).ino).toBe(statSync(path.join(rootfs, 'etc/motd')).ino)
})

test('nothing is written through a symbolic link that leaves the tree', TIMEOUT, async ({ scratch }) => {
  const outside = path.join(scratch.dataDir, 'imports')
  for (const target of [outside, '../../../..', '/tmp']) {
    const entries: TarEntry[] = [
      { name: 'out', type: 'symlink', target },
      { name: `out/through-${scratch.instance}`, content: 'x' },
    ]
    const built = await unpack(scratch, tarball([ROOT, GOOD, ...entries]))
    expect(built.build.state, built.log).toBe('failed')
    expect(readdirSync(outside).filter((name) => name.startsWith('through'))).toEqual([])
    expect(existsSync(`/tmp/through-${scratch.instance}`)).toBe(false)
  }
})

test('symbolic links stay as they are, wherever they point', TIMEOUT, async ({ scratch }) => {
  const { rootfs } = await expectReady(scratch, [{ name: 'link', type: 'symlink', target: '/etc/shadow' }])
  expect(readlinkSync(path.join(rootfs, 'link'))).toBe('/etc/shadow')
})

test('the fix-ups do not follow links of the tree', TIMEOUT, async ({ scratch }) => {
  const hosts = readFileSync('/etc/hostname', 'utf8')
  const { rootfs } = await expectReady(scratch, [
    { name: 'etc/machine-id', type: 'symlink', target: '/etc/hostname' },
    { name: 'var/', type: 'directory' },
    { name: 'var/log', type: 'symlink', target: '/var/log' },
  ])
  expect(readFileSync('/etc/hostname', 'utf8')).toBe(hosts)
  expect(lstatSync(path.join(rootfs, 'etc/machine-id'))).toMatchObject({ size: 0 })
  expect(lstatSync(path.join(rootfs, 'etc/machine-id')).isFile()).toBe(true)
})

test('names that are not UTF-8, FIFOs and odd letters are kept', TIMEOUT, async ({ scratch }) => {
  const odd = Buffer.from([0x66, 0xff, 0xfe, 0x0a, 0x09, 0x5c, 0x20])
  const { rootfs } = await expectReady(scratch, [
    { name: odd, content: 'odd' },
    { name: 'pipe', type: 'fifo' },
  ])
  expect(readdirSync(rootfs, { encoding: 'buffer' }).some((name) => name.equals(odd))).toBe(true)
  expect(lstatSync(path.join(rootfs, 'pipe')).isFIFO()).toBe(true)
})

test('attributes of overlay and labels never come from an archive', TIMEOUT, async ({ scratch }) => {
  const { rootfs } = await expectReady(scratch, [
    paxEntry({
      'SCHILY.xattr.trusted.overlay.redirect': '/.p/AAAAAAAAAAAAAAAAAAAA',
      'SCHILY.xattr.trusted.overlay.metacopy': '',
      'SCHILY.xattr.user.overlay.opaque': 'y',
      'SCHILY.xattr.security.selinux': 'system_u:object_r:shadow_t:s0',
      'SCHILY.xattr.user.kept': 'yes',
    }),
    { name: 'file', content: 'own' },
  ])
  const listed = execFileSync(buildProgram('listing'), [rootfs], { encoding: 'utf8' })
  const attributes = listed
    .split('\n')
    .find((line) => line.split(' ')[0]?.endsWith('file'))
    ?.split(' ')
    .at(-1)
  expect(attributes).toBe(`user.kept=${Buffer.from('yes').toString('hex')}`)
})

test('the name that hides the pool never comes from an archive', TIMEOUT, async ({ scratch }) => {
  const { rootfs } = await expectReady(scratch, [
    { name: '.p/', type: 'directory' },
    { name: '.p/AAAAAAAAAAAAAAAAAAAA', content: 'x' },
  ])
  expect(existsSync(path.join(rootfs, '.p', 'AAAAAAAAAAAAAAAAAAAA'))).toBe(false)
})

test('owners beyond the range of a guest are refused', TIMEOUT, async ({ scratch }) => {
  const archive = tarball([ROOT, GOOD, { name: 'theirs', uid: 70_000, content: 'x' }])
  await expectFailed(scratch, archive, /owners beyond 65535/)
})

test('a sparse file larger than any disk is refused', TIMEOUT, async ({ scratch }) => {
  const bomb: TarEntry = { name: 'bomb', type: 'gnuSparse', size: 0, realSize: 2 ** 50 }
  await expectFailed(scratch, tarball([ROOT, GOOD, bomb]), /64 GiB/)
})

test('a header that claims more than the archive holds is refused', TIMEOUT, async ({ scratch }) => {
  const claim: TarEntry = { name: 'claim', size: 2 ** 45 }
  await expectFailed(scratch, tarball([ROOT, GOOD, claim]), /64 GiB/)
})

test('more than a million entries are refused', { timeout: patient(180_000) }, async ({ scratch }) => {
  const entry = tarEntry({ name: 'etc/', type: 'directory', mode: 0o755 })
  const thousand = Buffer.concat(Array.from({ length: 1000 }, () => entry))
  const archive = gzipSync(
    Buffer.concat([...Array.from({ length: 1001 }, () => thousand), Buffer.alloc(1024)]),
  )
  await expectFailed(scratch, archive, /more than a million files/)
})

test('a directory of ten thousand files is a template', TIMEOUT, async ({ scratch }) => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `etc/${index}`, content: '' }))
  const { build, rootfs } = await expectReady(scratch, many)
  expect(build.files).toBeGreaterThan(10_000)
  expect(readdirSync(path.join(rootfs, 'etc')).length).toBeGreaterThan(10_000)
})

test('a tree that is too deep to walk safely is refused', TIMEOUT, async ({ scratch }) => {
  const deep = [1, 2, 3].map((levels) => ({
    ...paxEntry({ path: `${'d/'.repeat(levels * 90)}` }),
  }))
  const entries = deep.flatMap((pax) => [pax, { name: 'd/', type: 'directory', mode: 0o755 } as const])
  await expectFailed(scratch, tarball([ROOT, GOOD, ...entries]), /200 directories deep/)
})

test('archives that are cut off or damaged are refused', TIMEOUT, async ({ scratch }) => {
  const content = Buffer.alloc(100_000, 'some content ')
  const whole = tarball([ROOT, GOOD, { name: 'large', content }])
  const packed = gzipSync(whole)
  const damaged = Buffer.from(packed)
  const middle = Math.floor(packed.length / 2)
  damaged.fill(0x55, middle, middle + 20)
  await expectFailed(scratch, whole.subarray(0, 50_000), /corrupt or cut off/)
  await expectFailed(scratch, packed.subarray(0, middle), /corrupt or cut off/)
  await expectFailed(scratch, damaged, /corrupt or cut off/)
})

test('a file that is no archive is refused at once', TIMEOUT, async ({ scratch }) => {
  for (const content of [Buffer.from('hello'), Buffer.alloc(4096, 1)]) {
    await expect(unpack(scratch, content)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  }
})

test('each compression is known by its content, not its name', TIMEOUT, async ({ scratch }) => {
  const plain = tarball([ROOT, GOOD])
  for (const [program, ...options] of [
    ['gzip', '-c'],
    ['xz', '-c'],
    ['zstd', '-qc'],
  ] as const) {
    const packed = execFileSync(program, options, { input: plain })
    const { build, log } = await unpack(scratch, packed, 'bin')
    expect(build, log).toMatchObject({ state: 'ready', method: 'tarball', initStyle: 'single' })
  }
})

test('an archive must have the checksum that was given', TIMEOUT, async ({ scratch }) => {
  const content = gzipSync(tarball([ROOT, GOOD]))
  const file = importFile(scratch, content)
  const checksum = createHash('sha256').update(content).digest('hex')
  const right = await buildFrom(scratch, { method: 'tarball', file, checksum })
  expect(right.build, right.log).toMatchObject({ state: 'ready', source: file })
  const wrong = await buildFrom(scratch, { method: 'tarball', file, checksum: checksum.replace(/^./, 'f') })
  const other = checksum.startsWith('f') ? 'ready' : 'failed'
  expect(wrong.build.state).toBe(other)
  expect(unfinished(scratch)).toEqual([])
})
