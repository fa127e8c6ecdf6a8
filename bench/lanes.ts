import { pause } from './interrupt.ts'

/** Milliseconds by lane, one for each round. */
export type Readings = Map<string, number[]>

export type Lane = {
  name: string
  /** Ours must run; a peer that cannot is left out. */
  isOurs: boolean
  /** Nanoseconds; round 0 is not counted. */
  measure(round: number): number
}

const PAUSE_MS = 15

/** All in turn, so that a slow moment hits everybody. */
export async function inTurn(rounds: number, lanes: Lane[]): Promise<Readings> {
  const running = lanes.filter(warmUp)
  const readings: Readings = new Map(running.map((lane) => [lane.name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const lane of running) {
      await pause(PAUSE_MS)
      readings.get(lane.name)?.push(read(lane, round) / 1e6)
    }
  }
  return readings
}

function warmUp(lane: Lane): boolean {
  try {
    read(lane, 0)
    return true
  } catch (error) {
    if (lane.isOurs) throw error
    console.error(`${lane.name} cannot run here and is left out.`)
    return false
  }
}

function read(lane: Lane, round: number): number {
  const nanoseconds = lane.measure(round)
  if (nanoseconds <= 0) throw new Error(`${lane.name} left no reading in round ${round}.`)
  return nanoseconds
}
