import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { hierarchies } from '../kernel-view.ts'
import { buildProgram } from '../programs.ts'
import { writeTinyRoot } from '../tiny-template.ts'
import { type Campaign, parseCampaign } from './attack.ts'
import { hasProfile, writeBundle } from './oci-bundle.ts'

/** Above the ids of every guest. */
const PEER_IDS = 49_300 * 65_536
const RUN_MS = 120_000
const COMMAND = ['/attack', 'all', '/attack.facts', '/root/campaign']

export type Peer = { name: string; note: string; attack(directory: string, facts: string): Campaign }

function has(program: string): boolean {
  return (process.env.PATH ?? '').split(':').some((directory) => existsSync(`${directory}/${program}`))
}

export function installedPeers(): { peers: Peer[]; absent: string[] } {
  const names = ['crun', 'runc', 'lxc-start']
  const peers = names.filter(has).flatMap((name) => (name === 'lxc-start' ? [lxc()] : oci(name)))
  return { peers, absent: names.filter((name) => !has(name)) }
}

function version(program: string, ...args: string[]): string {
  return (
    execFileSync(program, args, { encoding: 'utf8' }).split('\n')[0]?.replace(`${program} version `, '') ?? ''
  )
}

function oci(runtime: string): Peer[] {
  const filter = hasProfile() ? "podman's system call filter" : 'no system call filter'
  const note = `${version(runtime, '--version')}: its own default file with a user namespace, our default capabilities and ${filter}`
  return [[], ['SYS_ADMIN']].map((add) => ({
    name: [runtime, ...add].join(' + '),
    note,
    attack(directory, facts) {
      const bundle = path.join(directory, `${runtime}${add.join('')}`.toLowerCase())
      const root = makeRoot(bundle, facts)
      writeBundle({ runtime, directory: bundle, argv: COMMAND, ids: PEER_IDS, add })
      const id = path.basename(directory) + path.basename(bundle)
      const run = ['--root', path.join(directory, 'state'), 'run', '--bundle', bundle, id]
      return campaignOf(directory, [runtime, ...run], root)
    },
  }))
}

function lxc(): Peer {
  return {
    name: 'lxc',
    note: `${version('lxc-start', '--version')}: common.conf, its filter and userns.conf as shipped, which leave it CAP_SYS_ADMIN`,
    attack(directory, facts) {
      const root = makeRoot(path.join(directory, 'lxc'), facts)
      const file = path.join(directory, 'lxc.conf')
      const lines = [
        'lxc.include = /usr/share/lxc/config/common.conf',
        'lxc.include = /usr/share/lxc/config/userns.conf',
        `lxc.idmap = u 0 ${PEER_IDS} 65536`,
        `lxc.idmap = g 0 ${PEER_IDS} 65536`,
        `lxc.rootfs.path = dir:${root}`,
        'lxc.mount.auto = proc:mixed sys:mixed cgroup:mixed',
        `lxc.init.cmd = ${COMMAND.join(' ')}`,
        'lxc.net.0.type = empty',
        'lxc.apparmor.profile = unconfined',
      ]
      writeFileSync(file, `${lines.join('\n')}\n`)
      const name = path.basename(directory)
      const log = path.join(directory, 'lxc.log')
      const place = ['--name', name, '--lxcpath', directory, '--rcfile', file, '--logfile', log]
      return campaignOf(directory, ['lxc-start', '--foreground', ...place], root)
    },
  }
}

/** A root file system of its own, owned by the peer's root. */
function makeRoot(directory: string, facts: string): string {
  const root = path.join(directory, 'rootfs')
  writeTinyRoot(root)
  mkdirSync(path.join(root, 'mnt'))
  execFileSync('cp', [buildProgram('attack'), path.join(root, 'attack')])
  writeFileSync(path.join(root, 'attack.facts'), facts)
  execFileSync('chown', ['-R', `${PEER_IDS}:${PEER_IDS}`, root])
  return root
}

/** crun refuses hybrid hosts that leave a controller on v2: an empty list is shown to it alone. */
const HYBRID = '/sys/fs/cgroup/unified/cgroup.controllers'
const MASKED = `[ ! -e ${HYBRID} ] || mount --bind "$1" ${HYBRID}; shift; exec "$@"`

function campaignOf(directory: string, command: string[], root: string): Campaign {
  const empty = path.join(directory, 'empty')
  writeFileSync(empty, '')
  const wrapped = ['--mount', '--propagation', 'private', 'sh', '-c', MASKED, 'sh', empty, ...command]
  execFileSync('unshare', wrapped, { stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_MS })
  return parseCampaign(readFileSync(path.join(root, 'root', 'campaign'), 'utf8'))
}

/** The groups that the runtimes were told to use. */
export function removePeerGroups(names: string[]): void {
  for (const mount of hierarchies())
    for (const name of names)
      for (const group of [path.join(mount, name), path.join(mount, `lxc.payload.${name}`)])
        if (existsSync(group)) rmdirSync(group)
}
