import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Broker } from './broker.ts'
import { measure } from './driver.ts'
import { inTurn, type Lane } from './lanes.ts'
import { installedPeers, type Peer } from './peers.ts'
import { type Comparison, compare } from './report.ts'
import { type Scratch, TEMPLATE } from './scratch.ts'

const PARKED = 8

/** Request to first instruction, and create + start + delete: ours warm and cold, and the peers, in turn. */
export async function benchStart(scratch: Scratch, rounds: number): Promise<Comparison[]> {
  const ours = { warm: await scratch.broker(PARKED), cold: await scratch.broker(0) }
  const peers = installedPeers(scratch)
  const first = [
    ownStart(scratch, 'vserver warm', ours.warm),
    ownStart(scratch, 'vserver cold', ours.cold),
    ...peers.map((peer) => peerStart(scratch, peer)),
  ]
  const whole = [
    ownWhole(scratch, 'vserver warm', ours.warm),
    ownWhole(scratch, 'vserver cold', ours.cold),
    ...peers.map((peer) => peerWhole(scratch, peer)),
  ]
  return [
    compare('start to first instruction', await inTurn(rounds, first), peers),
    compare('create + start + delete', await inTurn(rounds, whole), peers),
  ]
}

/** Guest and stamp are new in each round; the guest is deleted after its time was taken. */
export function ownStart(scratch: Scratch, name: string, broker: Broker): Lane {
  return { name, isOurs: true, measure: (round) => startOnce(scratch, broker, `start-${round}`).first }
}

function ownWhole(scratch: Scratch, name: string, broker: Broker): Lane {
  return {
    name,
    isOurs: true,
    measure: (round) => startOnce(scratch, broker, `whole-${round}`, '--whole').total,
  }
}

function startOnce(scratch: Scratch, broker: Broker, guest: string, ...options: string[]) {
  const what = ['start', broker.socket, guest, TEMPLATE, '7', broker.stamp(guest)]
  return measure(scratch.driver, ...what, ...options)
}

export function peerStart(scratch: Scratch, peer: Peer): Lane {
  const root = `${scratch.directory}/peer/${peer.name}/rootfs`
  mkdirSync(root, { recursive: true })
  execFileSync('cp', ['-a', `${scratch.peerRoot}/.`, root])
  execFileSync('chown', ['-R', `${peer.owner}:${peer.owner}`, root])
  const command = peer.command(root, '/stamp')
  const args = ['peer', `${root}/stamp.out`, ...scratch.mask, '--', ...command]
  return { name: peer.name, isOurs: false, measure: () => measure(scratch.driver, ...args).first }
}

/** With an overlay made and taken away for each run, as ours has. */
function peerWhole(scratch: Scratch, peer: Peer): Lane {
  const work = `${scratch.directory}/peer/${peer.name}-whole`
  mkdirSync(`${work}/rootfs`, { recursive: true })
  const command = peer.command(`${work}/rootfs`, '/stamp')
  const args = ['peer', '-', ...scratch.mask, '--overlay', scratch.peerRoot, work, '--', ...command]
  return { name: peer.name, isOurs: false, measure: () => measure(scratch.driver, ...args).total }
}
