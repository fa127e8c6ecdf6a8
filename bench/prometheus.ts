import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { hasProgram } from './peers.ts'

export type Prometheus = { server: string; promtool: string }

/**
 * The installed one, or Debian's package unpacked into the directory: installing it would start a daemon on this
 * machine. Undefined when it cannot be had.
 */
export function findPrometheus(directory: string): Prometheus | undefined {
  if (hasProgram('prometheus') && hasProgram('promtool'))
    return { server: 'prometheus', promtool: 'promtool' }
  const target = `${directory}/prometheus-package`
  mkdirSync(target, { recursive: true })
  try {
    const options = { cwd: target, stdio: 'ignore' as const }
    execFileSync('apt-get', ['download', '-q', 'prometheus'], options) // 19 MB
    const [archive = ''] = readdirSync(target).filter((name) => name.endsWith('.deb'))
    execFileSync('dpkg-deb', ['--extract', archive, 'root'], options)
  } catch {
    return undefined // no mirror, no such package
  }
  return { server: `${target}/root/usr/bin/prometheus`, promtool: `${target}/root/usr/bin/promtool` }
}
