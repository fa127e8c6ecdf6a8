import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { DEFAULT_OPTIONS } from '../../src/context/model.ts'
import { killGuest, startGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { isGone } from '../../src/linux/missing.ts'
import { MIB } from '../../src/units.ts'
import { hierarchies } from '../kernel-view.ts'
import { awaitFile, startWithProgram, upperOf } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { type Outcome, runInGuest } from '../run-in-guest.ts'
import { type Scratch, TINY_LIMIT } from '../scratch.ts'
import { patient } from '../slowness.ts'

const FLOOD_SECONDS = 2
const REQUESTS = 200
const SIGKILL = 9

export type Flood = {
  name: string
  title: string
  /** Refusals that show its bound. */
  expected: string[]
}

/** Latencies in microseconds. */
export type Load = { p50: number; p99: number; max: number; failed: number; missing: string }

type Watch = {
  /** The slowest answer of the broker. */
  brokerMs: number
  /** The most memory that the kernel counted against the flooder; its limit is FLOODER_MEMORY. */
  memoryBytes: number
}

export type Result = Watch & {
  bounded: boolean
  refusal: string
  got: number
  /** The neighbour's, while the flood ran. */
  load: Load
}

export const FLOODER = 'flooder'
export const MOUNTER = 'mounter'
export const NEIGHBOUR = 'neighbour'
export const FLOODER_MEMORY = 64 * MIB

/** One resource a file in flood/floods, named like it. */
export function listFloods(): Flood[] {
  const lines = execFileSync(buildProgram('flood'), ['list'], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [name = '', title = '', expected = ''] = line.split('\t')
    return { name, title, expected: expected.split(' ') }
  })
}

/** The mount table can be flooded only with CAP_SYS_ADMIN. */
export function flooderOf({ name }: Flood): string {
  return name === 'mounts' ? MOUNTER : FLOODER
}

/** The neighbour with its server, and guests that can flood: like those a hosting company sells, side by side. */
export async function startGuests(scratch: Scratch): Promise<void> {
  const program = buildProgram('flood')
  const limit = { ...TINY_LIMIT, memoryBytes: FLOODER_MEMORY, cpuMillicores: 1000 }
  await startWithProgram(scratch, NEIGHBOUR, { program, script: 'exec /flood serve', change: { limit } })
  await startWithProgram(scratch, FLOODER, { program, script: 'exit 0', change: { limit } })
  const capabilities = { add: ['SYS_ADMIN' as const], remove: [] }
  const options = { ...DEFAULT_OPTIONS, capabilities }
  await startWithProgram(scratch, MOUNTER, { program, script: 'exit 0', change: { limit, options } })
}

const LoadLine = z
  .string()
  .regex(/^p50=\d+ p99=\d+ max=\d+ failed=\d+ missing=.+$/)
  .transform((line) => Object.fromEntries(line.split(/ (?=[a-z0-9]+=)/).map((field) => field.split('='))))
  .pipe(
    z.object({
      p50: z.coerce.number(),
      p99: z.coerce.number(),
      max: z.coerce.number(),
      failed: z.coerce.number(),
      missing: z.string(),
    }),
  )

/** Requests of a client in the neighbour itself, so that nothing but its own server is measured. */
export async function measureLoad(scratch: Scratch): Promise<Load> {
  const { output } = await runInGuest(scratch.host, NEIGHBOUR, ['/flood', 'load', String(REQUESTS)])
  return LoadLine.parse(output.trim())
}

/** The slowest of the broker's answers and the most memory of the guest, until the flood ends. */
async function watchHost(scratch: Scratch, guest: string, flooding: Promise<unknown>): Promise<Watch> {
  let done = false
  const ended = flooding.finally(() => {
    done = true
  })
  const watch: Watch = { brokerMs: 0, memoryBytes: 0 }
  while (!done) {
    const begun = performance.now()
    await scratch.host.runtime.getLimit(GuestName.parse(NEIGHBOUR))
    watch.brokerMs = Math.max(watch.brokerMs, performance.now() - begun)
    watch.memoryBytes = Math.max(watch.memoryBytes, memoryOf(scratch, guest) ?? 0)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await ended
  return watch
}

/** Null when the guest has ended. */
function memoryOf(scratch: Scratch, guest: string): number | null {
  const [mount = ''] = hierarchies().filter((one) => /\/(memory|cgroup)$/.test(one))
  const file = mount.endsWith('/memory') ? 'memory.usage_in_bytes' : 'memory.current'
  try {
    return Number(readFileSync(path.join(mount, scratch.instance, guest, file), 'utf8'))
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

export async function runFlood(scratch: Scratch, flood: Flood): Promise<Result> {
  const guest = flooderOf(flood)
  const argv = ['/flood', 'run', flood.name, String(FLOOD_SECONDS)]
  const flooding = runInGuest(scratch.host, guest, argv)
  const watching = watchHost(scratch, guest, flooding)
  // A rejection is told by the awaits below.
  watching.catch(() => {})
  await awaitFile(path.join(upperOf(scratch, guest), 'root', `${flood.name}.begun`), patient(10_000))
  const load = await measureLoad(scratch)
  const { refusal, got } = parseEnd(flood, await flooding)
  const watch = await watching
  await recover(scratch, guest)
  // Whatever the guest floods with, its memory may run out first; the OOM killer is its own group's.
  const bounded = refusal === 'killed' || flood.expected.includes(refusal)
  return { bounded, refusal, got, load, ...watch }
}

/** The OOM killer may end the flood's own parent too: what a flood leaves in the kernel has no process. */
function parseEnd(flood: Flood, { code, output }: Outcome): { refusal: string; got: number } {
  const [name, refusal = '', got] = output.trim().split('\n').at(-1)?.split('\t') ?? []
  if (name === flood.name) return { refusal, got: Number(got) }
  if (code === 128 + SIGKILL) return { refusal: 'killed', got: 0 }
  throw new Error(`The flood of ${flood.title} ended early: ${code} ${output}`)
}

/**
 * A guest that is full of what it flooded with is started anew, as its owner would. Queues and shared memory stay when
 * their processes have gone, and then its own OOM killer takes its init as well.
 */
async function recover(scratch: Scratch, guest: string): Promise<void> {
  if ((memoryOf(scratch, guest) ?? FLOODER_MEMORY) < FLOODER_MEMORY / 2) return
  await killGuest(scratch.host, GuestName.parse(guest))
  await startGuest(scratch.host, GuestName.parse(guest))
}
