import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What the host tests need of the checkout; everything is built before it is copied. */
const PARTS = [
  'package.json',
  'packages/native/package.json',
  'packages/native/src',
  'packages/native/common',
  'packages/native/bin',
  'packages/native/build/vserver.node',
  'packages/vserver-core/package.json',
  'packages/vserver-core/src',
  'packages/vserver-core/host-test',
  'packages/vserver-core/vitest.host.config.ts',
  'node_modules/@vserver/core',
  'node_modules/@vserver/native',
]
/** The tests and what they import of npm's packages is what the core says; what these need comes along. */
const CORE = 'packages/vserver-core/package.json'
/** The Node.js that the project pins. */
export const NODE = `node_modules/node-linux-${process.arch}/bin/node`

/** Where the host tests keep templates between runs, here and in the machine. */
export const TEMPLATES = 'templates'
const TEMPLATE_CACHE = process.env.VSERVER_TEST_TEMPLATE_DIR ?? '/var/tmp/vserver-test-templates'

type Manifest = {
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
  peerDependencies?: Record<string, string>
  peerDependenciesMeta?: Record<string, { optional?: boolean }>
}

/** Copies the part of a checkout that runs its host tests into an empty directory. */
export function stageCheckout(checkout: string, target: string): void {
  for (const part of [...PARTS, ...packageDirectories(checkout), NODE])
    copy(path.join(checkout, part), path.join(target, part))
}

/** Brings a Debian template that an earlier run of the host tests has built; false when there is none. */
export function stageTemplate(checkout: string, target: string): boolean {
  const builder = readFileSync(path.join(checkout, 'packages/native/bin/vs-template'))
  const key = createHash('sha256').update(builder).digest('hex').slice(0, 12)
  const cached = path.join(TEMPLATE_CACHE, key)
  if (!existsSync(path.join(cached, 'debian-12.v1', 'ready'))) return false
  copy(cached, path.join(target, TEMPLATES, key))
  return true
}

function copy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true })
  execFileSync('cp', ['-a', '--', from, to])
}

/** The packages and all they depend on that is installed here; npm keeps them side by side. */
function packageDirectories(checkout: string): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const directory = `node_modules/${name}`
    if (found.has(directory) || !existsSync(path.join(checkout, directory))) return
    found.add(directory)
    const text = readFileSync(path.join(checkout, directory, 'package.json'), 'utf8')
    for (const needed of neededBy(JSON.parse(text))) visit(needed)
  }
  const core: Manifest = JSON.parse(readFileSync(path.join(checkout, CORE), 'utf8'))
  const names = Object.keys({ ...core.dependencies, ...core.devDependencies })
  for (const name of names) if (!name.startsWith('@vserver/')) visit(name)
  return [...found]
}

function neededBy(manifest: Manifest): string[] {
  const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta } = manifest
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta?.[name]?.optional)
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]
}
