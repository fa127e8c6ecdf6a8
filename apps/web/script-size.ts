/** Fails when a page names more script than it may, after `next build`: `npm run script-size -w @vserver/web`. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { gzipSync } from 'node:zlib'

/** What the panel is to hold, kB gzip; React and Next.js are 132 of them. */
const MOST = 200

const BUILT = path.join(import.meta.dirname, '.next')
const MANIFEST = 'page_client-reference-manifest.js'

type Manifest = { entryJSFiles?: Record<string, string[]> }

/** Every page with the scripts that its HTML names: those of the framework, its layouts and itself. */
function pages(): [string, string[]][] {
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(BUILT, 'build-manifest.json'), 'utf8')) as {
    rootMainFiles: string[]
  }
  const app = path.join(BUILT, 'server/app')
  const manifests = readdirSync(app, { recursive: true, encoding: 'utf8' })
  return manifests
    .filter((file) => path.basename(file) === MANIFEST)
    .flatMap((file) => Object.entries(readManifest(path.join(app, file))))
    .map(([name, { entryJSFiles = {} }]) => {
      const own = Object.values(entryJSFiles).flat()
      return [name, [...new Set([...rootMainFiles, ...own])]]
    })
}

/** It is a script that sets a global, as Next.js loads it. */
function readManifest(file: string): Record<string, Manifest> {
  const context: { __RSC_MANIFEST?: Record<string, Manifest> } = {}
  runInNewContext(readFileSync(file, 'utf8'), Object.assign(context, { globalThis: context }))
  return context.__RSC_MANIFEST ?? {}
}

const sizes = new Map<string, number>()
function kilobytesOf(script: string): number {
  const size = sizes.get(script) ?? gzipSync(readFileSync(path.join(BUILT, script))).length / 1000
  sizes.set(script, size)
  return size
}

const found = pages()
if (found.length === 0) throw new Error('No page was built: run `next build` first.')
const isVerbose = process.argv.includes('--all')
for (const [name, scripts] of found.toSorted(([a], [b]) => a.localeCompare(b))) {
  const kilobytes = scripts.reduce((sum, script) => sum + kilobytesOf(script), 0)
  const isOver = kilobytes > MOST
  if (isOver) process.exitCode = 1
  if (isOver || isVerbose) process.stdout.write(`${kilobytes.toFixed(1)} kB ${name} (at most ${MOST})\n`)
}
process.stdout.write(`${found.length} pages, ${process.exitCode ? 'some over' : 'none over'} their size.\n`)
