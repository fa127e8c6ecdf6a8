import { type Finding, readSource } from './source-files.ts'

type Entry = { resolved?: string; integrity?: string; link?: boolean; inBundle?: boolean }

/** The lockfile names no registry, and every package in it has a checksum. */
export function checkLockfile(): Finding[] {
  const file = 'package-lock.json'
  const { packages } = JSON.parse(readSource(file) ?? '{"packages":{}}') as {
    packages: Record<string, Entry>
  }
  return Object.entries(packages).flatMap(([name, entry]) => {
    if (entry.resolved?.includes('://'))
      return [{ file, line: 1, message: `${name} names the host it came from` }]
    const isPackage = name.startsWith('node_modules/') && !entry.link
    return isPackage && !entry.integrity && !entry.inBundle
      ? [{ file, line: 1, message: `${name} has no integrity` }]
      : []
  })
}
