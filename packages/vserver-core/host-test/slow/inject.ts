import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { discardGuest } from '../../src/guest/discard.ts'
import { GuestName } from '../../src/guest/model.ts'
import { setLimit } from '../../src/limit/index.ts'
import type { LimitChange } from '../../src/limit/model.ts'
import type { Verdict } from '../../src/slow/model.ts'
import { IS_V2 } from '../limit/guest-view.ts'
import type { HostNamespace } from '../network/host-namespace.ts'
import { openWithHost } from '../network/private-guest.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import type { Scratch } from '../scratch.ts'
import { TINY } from '../tiny-template.ts'
import type { SlowCase } from './cases.ts'
import { measure } from './measure.ts'

/** Long enough for the loads to be under way and for the limits to bite. */
const SETTLE_MS = 1500

/** A host that is played, and the instance whose guests are joined to it. */
export type Stage = { host: HostNamespace; scratch: Scratch }

/** Every guest has program/load.c from its template. Ends with the test. */
export async function openStage(): Promise<Stage> {
  const stage = await openWithHost({ parked: 0 })
  const root = path.join(stage.scratch.dataDir, 'storage', 'templates', TINY, 'rootfs')
  copyFileSync(buildProgram('load'), path.join(root, 'load'))
  return stage
}

/** What is said of a real guest into which a cause was injected. */
export async function verdictOf(stage: Stage, injected: SlowCase): Promise<Verdict> {
  const { scratch } = stage
  const guests: GuestName[] = []
  let outside: ChildProcess | null = null
  try {
    const name = await guestOf(scratch, injected.create)
    guests.push(name)
    const { neighbours, hostMemoryBytes } = injected
    if (hostMemoryBytes !== undefined) limitTogether(scratch, hostMemoryBytes)
    await prepare(scratch, name, injected)
    for (let made = 0; made < (neighbours?.count ?? 0); made++) {
      const other = await guestOf(scratch, {})
      guests.push(other)
      await prepare(scratch, other, neighbours ?? {})
      await start(scratch, other, neighbours?.load ?? '')
    }
    for (const load of injected.loads ?? []) await start(scratch, name, load)
    outside = injected.outside === undefined ? null : sendFrom(stage.host, injected.outside)
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    return await measure(scratch, name, injected.gap ?? 0)
  } finally {
    outside?.kill('SIGKILL')
    for (const name of guests) await discardGuest(scratch.host, name)
    if (injected.hostMemoryBytes !== undefined) limitTogether(scratch, null)
  }
}

/**
 * The group above all guests plays the memory of a small host: what they wait for is taken back from one and from the
 * other, and is pressure of the whole machine like any other. Source: kernel admin-guide/cgroup-v1/memory, 6.
 */
function limitTogether({ instance }: Scratch, bytes: number | null): void {
  const [file, none] = IS_V2
    ? [`${instance}/memory.max`, 'max']
    : [`memory/${instance}/memory.limit_in_bytes`, '-1']
  writeFileSync(path.join('/sys/fs/cgroup', file), String(bytes ?? none))
}

async function guestOf(scratch: Scratch, create: SlowCase['create']): Promise<GuestName> {
  const name = GuestName.parse(`g${randomBytes(4).toString('hex')}`)
  await scratch.createTiny(name, create)
  return name
}

async function prepare(
  scratch: Scratch,
  name: GuestName,
  { ballast, limit }: { ballast?: number | undefined; limit?: LimitChange | undefined },
): Promise<void> {
  if (ballast !== undefined) {
    const { code, output } = await runShell(scratch.host, name, `/load file ${ballast}`)
    if (code !== 0) throw new Error(output)
  }
  if (limit !== undefined) await setLimit(scratch.host, name, limit)
}

/** Goes on in the guest until that ends. */
async function start(scratch: Scratch, name: GuestName, load: string): Promise<void> {
  const script = `trap "" HUP; /load ${load} >/tmp/load 2>&1 </dev/null & sleep 0.1; kill -0 $! || cat /tmp/load`
  const { output } = await runShell(scratch.host, name, script)
  if (output !== '') throw new Error(`load ${load}: ${output}`)
}

function sendFrom({ enterOutside }: HostNamespace, load: string): ChildProcess {
  const [program = '', ...rest] = [...enterOutside, buildProgram('load'), ...load.split(' ')]
  return spawn(program, rest, { stdio: 'ignore' })
}
