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

/** As Lane, for what takes long enough that a clock in this process does. */
export type AsyncLane = {
  name: string
  isOurs: boolean
  /** Timed; round 0 is not counted. */
  run(round: number): Promise<void>
  /** Takes away what the round made; not timed. */
  after(round: number): Promise<unknown>
}

export async function inTurnAsync(rounds: number, lanes: AsyncLane[]): Promise<Readings> {
  const readings: Readings = new Map(lanes.map((lane) => [lane.name, []]))
  for (let round = 1; round <= rounds; round += 1) {
    for (const lane of lanes) {
      await pause(PAUSE_MS)
      const startedAt = performance.now()
      await lane.run(round)
      readings.get(lane.name)?.push(performance.now() - startedAt)
      await lane.after(round)
    }
  }
  return readings
}

/** Round 0; a peer that cannot run here is left out. */
export async function warmUpAsync<Kind extends AsyncLane>(lanes: Kind[]): Promise<Kind[]> {
  const running: Kind[] = []
  for (const lane of lanes) {
    try {
      await lane.run(0)
      running.push(lane)
    } catch (error) {
      if (lane.isOurs) throw error
      console.error(`${lane.name} cannot run here and is left out.`)
    }
  }
  return running
}
