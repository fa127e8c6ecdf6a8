import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Host } from '../src/host.ts'
import {
  KNOWN_TEMPLATES,
  partsOf,
  TemplateId,
  TemplateName,
  type TemplateSource,
} from '../src/template/model.ts'

export const DEBIAN = TemplateId.parse('debian-12.v1')
const BOOKWORM = TemplateName.parse('bookworm')
export const BUILD_DEADLINE_MS = 10 * 60_000
const POLL_MS = 500

/** Holds finished templates between runs, for this very builder: building one takes a minute and a mirror. */
const CACHES = process.env.VSERVER_TEST_TEMPLATE_DIR ?? '/var/tmp/vserver-test-templates'
const BUILDER = path.resolve(import.meta.dirname, '../../native/bin/vs-template')
const KEY = createHash('sha256').update(readFileSync(BUILDER)).digest('hex').slice(0, 12)
const MIRROR = process.env.VSERVER_MIRROR || undefined

/** What the tests' Debian is made from. */
export const DEBIAN_SOURCE: TemplateSource = { method: 'debootstrap', suite: BOOKWORM, mirror: MIRROR }

/** The one that most tests boot is alone, since it is copied into virtual machines. */
function cacheOf(id: TemplateId): string {
  return path.join(CACHES, id === DEBIAN ? KEY : `${KEY}-${id}`)
}

export function isDebianCached(id = DEBIAN): boolean {
  return existsSync(path.join(cacheOf(id), id, 'ready'))
}

/** Builds a known template as the agent would and keeps it in the cache. */
export async function buildDebian(host: Host, storage: string, id = DEBIAN): Promise<void> {
  const known = KNOWN_TEMPLATES.find(({ name }) => name === partsOf(id).name)
  if (known === undefined) throw new Error(`Nobody knows how to build ${id}.`)
  const { suite, initStyle } = known
  await host.templates.build({ id, source: { method: 'debootstrap', suite, mirror: MIRROR }, initStyle })
  for (;;) {
    const build = await host.templates.inspect(id)
    if (build.state === 'ready') break
    if (build.state !== 'building') throw new Error(`The build ended as ${build.state}: ${build.message}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
  removeOlderCaches()
  const cache = cacheOf(id)
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  copyPool(storage, cache)
  keep(path.join(storage, 'templates', id), path.join(cache, id))
}

/** Another test may have built the same one meanwhile. */
function keep(built: string, cached: string): void {
  try {
    renameSync(built, cached)
  } catch (error) {
    if (!existsSync(cached)) throw error
  }
}

/** The files of a template are stubs without it. As links: each instance can sweep its own. */
function copyPool(from: string, to: string): void {
  const parts = ['pool', 'cover'].map((name) => path.join(from, name))
  const isOneDisk = statSync(from).dev === statSync(to).dev
  execFileSync('cp', [isOneDisk ? '-aln' : '-an', ...parts, to])
}

/** Those of other builders, known by the form of their names; whatever else lies there is not ours. */
function removeOlderCaches(): void {
  if (!existsSync(CACHES)) return
  const older = readdirSync(CACHES).filter((name) => /^[0-9a-f]{12}(-|$)/.test(name) && !name.startsWith(KEY))
  for (const name of older) rmSync(path.join(CACHES, name), { recursive: true, force: true })
}

/** Shows the cached template to an instance; returns what takes it away again. */
export function mountDebian(storage: string, id = DEBIAN): () => void {
  const target = path.join(storage, 'templates', id)
  mkdirSync(target, { mode: 0o700 })
  copyPool(cacheOf(id), storage)
  execFileSync('mount', ['--bind', '-o', 'ro', path.join(cacheOf(id), id), target])
  return () => execFileSync('umount', [target])
}
