import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { z } from 'zod'
import { installedPeers, type Peer } from './peers.ts'
import { type Comparison, compare } from './report.ts'
import { openScratch, type Scratch } from './scratch.ts'

const Reading = z.object({ first: z.number(), total: z.number() })
type Reading = z.infer<typeof Reading>

type Readings = Map<string, number[]>

/** Start to first instruction, create + start + delete, and enter: ours and every installed peer, in turn. */
export async function benchStart(rounds: number): Promise<Comparison[]> {
  const scratch = await openScratch()
  try {
    const peers = installedPeers(scratch)
    return [
      compare('start to first instruction', await startRounds(scratch, peers, rounds), peers),
      compare('create + start + delete', await wholeRounds(scratch, peers, rounds), peers),
      compare(
        'enter to first instruction',
        await enterRounds(
          scratch,
          peers.filter((peer) => peer.enter),
          rounds,
        ),
        peers,
      ),
    ]
  } finally {
    await scratch.close()
  }
}

function drive(scratch: Scratch, ...args: string[]): Reading {
  return Reading.parse(
    JSON.parse(
      execFileSync(scratch.driver, args, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
        timeout: 60_000,
      }),
    ),
  )
}

/** Not timed. What stays running must not hold our pipe. */
function setUp(scratch: Scratch, command: string[]): void {
  const args = ['peer', '-', ...maskOf(scratch), '--', ...command]
  execFileSync(scratch.driver, args, { stdio: ['ignore', 'ignore', 'ignore'], timeout: 30_000 })
}

function maskOf(scratch: Scratch): string[] {
  return existsSync('/sys/fs/cgroup/unified/cgroup.controllers') ? ['--mask', scratch.empty] : []
}

function peerRoot(scratch: Scratch, peer: Peer): string {
  const root = `${scratch.directory}/peer/${peer.name}/rootfs`
  mkdirSync(root, { recursive: true })
  return root
}

type Lane = { name: string; measure(round: number): number }

/** All in turn, so that a slow moment hits everybody. */
async function inTurn(rounds: number, lanes: Lane[]): Promise<Readings> {
  const running = lanes.filter(warmUp)
  const readings: Readings = new Map(running.map((lane) => [lane.name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const lane of running) {
      readings.get(lane.name)?.push(read(lane, round) / 1e6)
      await new Promise((resolve) => setTimeout(resolve, 15))
    }
  }
  return readings
}

/** Not counted. A peer that cannot run here is left out, and said to be; we ourselves must run. */
function warmUp(lane: Lane): boolean {
  try {
    read(lane, 0)
    return true
  } catch (error) {
    if (lane.name === 'vserver') throw error
    console.error(`${lane.name} cannot run here and is left out.`)
    return false
  }
}

function read(lane: Lane, round: number): number {
  const nanoseconds = lane.measure(round)
  if (nanoseconds <= 0) throw new Error(`${lane.name} left no reading in round ${round}.`)
  return nanoseconds
}

async function startRounds(scratch: Scratch, peers: Peer[], rounds: number): Promise<Readings> {
  const lanes = peers.map((peer) => {
    const root = peerRoot(scratch, peer)
    execFileSync('cp', ['-a', `${scratch.peerRoot}/.`, root])
    execFileSync('chown', ['-R', `${peer.owner}:${peer.owner}`, root])
    const command = peer.command(root, '/stamp')
    return {
      name: peer.name,
      measure: () => drive(scratch, 'peer', `${root}/stamp.out`, ...maskOf(scratch), '--', ...command).first,
    }
  })
  const ours = (round: number) =>
    drive(
      scratch,
      'start',
      scratch.socket,
      `start-${round}`,
      scratch.template,
      '7',
      scratch.guestStamp(`start-${round}`),
    ).first
  return inTurn(rounds, [{ name: 'vserver', measure: ours }, ...lanes])
}

async function wholeRounds(scratch: Scratch, peers: Peer[], rounds: number): Promise<Readings> {
  const lanes = peers.map((peer) => {
    const work = `${scratch.directory}/peer/${peer.name}-whole`
    mkdirSync(`${work}/rootfs`, { recursive: true })
    const command = peer.command(`${work}/rootfs`, '/stamp')
    const overlay = ['--overlay', scratch.peerRoot, work]
    return {
      name: peer.name,
      measure: () => drive(scratch, 'peer', '-', ...maskOf(scratch), ...overlay, '--', ...command).total,
    }
  })
  const ours = (round: number) =>
    drive(
      scratch,
      'start',
      scratch.socket,
      `whole-${round}`,
      scratch.template,
      '8',
      scratch.guestStamp(`whole-${round}`),
      '--whole',
    ).total
  return inTurn(rounds, [{ name: 'vserver', measure: ours }, ...lanes])
}

async function enterRounds(scratch: Scratch, peers: Peer[], rounds: number): Promise<Readings> {
  execFileSync(scratch.driver, ['guest', scratch.socket, 'start', 'enter', scratch.template, '9'])
  const enters = peers.flatMap((peer) => (peer.enter ? [{ name: peer.name, enter: peer.enter }] : []))
  for (const { enter } of enters) setUp(scratch, enter.start)
  try {
    const lanes = enters.map(({ name, enter }) => {
      const stamp = `${scratch.directory}/peer/${name}-running/rootfs/stamp.out`
      return {
        name,
        measure: () => drive(scratch, 'peer', stamp, ...maskOf(scratch), '--', ...enter.exec).first,
      }
    })
    const ours = (round: number) =>
      drive(
        scratch,
        'enter',
        scratch.socket,
        'enter',
        `bench-${process.pid}-${round}`,
        scratch.guestStamp('enter'),
      ).first
    return await inTurn(rounds, [{ name: 'vserver', measure: ours }, ...lanes])
  } finally {
    for (const { enter } of enters) setUp(scratch, enter.stop)
    execFileSync(scratch.driver, ['guest', scratch.socket, 'stop', 'enter'])
  }
}
