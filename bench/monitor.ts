import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { meanPss } from './memory.ts'
import { hasProgram, writeLxcConfig } from './peers.ts'
import type { Scratch } from './scratch.ts'

const NAME = 'monitored'

/** Bytes of the process that lxc keeps for each container; null when lxc cannot run here. */
export function lxcMonitorPss(scratch: Scratch): number | null {
  if (!hasProgram('lxc-start')) return null
  const root = `${scratch.directory}/peer/lxc-monitored/rootfs`
  mkdirSync(root, { recursive: true })
  execFileSync('cp', ['-a', `${scratch.peerRoot}/.`, root])
  execFileSync('chown', ['-R', '0:0', root])
  const where = ['--name', NAME, '--lxcpath', scratch.run]
  const config = writeLxcConfig(scratch, root, '/pause')
  try {
    execFileSync('lxc-start', [...where, '--daemon', '--rcfile', config], {
      stdio: 'ignore',
      timeout: 20_000,
    })
  } catch {
    return null
  }
  try {
    const init = execFileSync('lxc-info', [...where, '--pid', '--no-humanize'], { encoding: 'utf8' }).trim()
    const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${init}/status`, 'utf8'))?.[1]
    return meanPss([Number(parent)])
  } finally {
    execFileSync('lxc-stop', [...where, '--kill'], { stdio: 'ignore' })
  }
}
