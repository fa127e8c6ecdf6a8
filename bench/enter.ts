import { measure, runDriver, runQuietly } from './driver.ts'
import { inTurn, type Lane } from './lanes.ts'
import { installedPeers, type Peer } from './peers.ts'
import { type Comparison, compare } from './report.ts'
import { type Scratch, TEMPLATE } from './scratch.ts'

/** Request to the first instruction of a program in a guest that runs. */
export async function benchEnter(scratch: Scratch, rounds: number): Promise<Comparison[]> {
  const peers = installedPeers(scratch).filter((peer) => peer.enter)
  const started: Peer[] = []
  try {
    for (const peer of peers) {
      runQuietly(scratch.driver, 'peer', '-', ...scratch.mask, '--', ...(peer.enter?.start ?? []))
      started.push(peer)
    }
    const lanes = [await ownEnter(scratch), ...started.map((peer) => peerEnter(scratch, peer))]
    return [compare('enter to first instruction', await inTurn(rounds, lanes), peers)]
  } finally {
    for (const peer of started) {
      runQuietly(scratch.driver, 'peer', '-', ...scratch.mask, '--', ...(peer.enter?.stop ?? []))
    }
  }
}

async function ownEnter(scratch: Scratch): Promise<Lane> {
  const broker = await scratch.broker(1)
  runDriver(scratch.driver, 'guest', broker.socket, 'start', 'enter', TEMPLATE, '9')
  return {
    name: 'vserver',
    isOurs: true,
    measure: (round) => {
      const console = `bench-${process.pid}-${round}`
      return measure(scratch.driver, 'enter', broker.socket, 'enter', console, broker.stamp('enter')).first
    },
  }
}

function peerEnter(scratch: Scratch, peer: Peer): Lane {
  const stamp = `${scratch.directory}/peer/${peer.name}-running/rootfs/stamp.out`
  const args = ['peer', stamp, ...scratch.mask, '--', ...(peer.enter?.exec ?? [])]
  return { name: peer.name, isOurs: false, measure: () => measure(scratch.driver, ...args).first }
}
