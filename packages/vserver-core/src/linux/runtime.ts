import { readdir } from 'node:fs/promises'
import { BACKEND, INIT_STYLE, STOP_KIND } from '@vserver/native'
import { VserverError } from '../errors.ts'
import { GuestName } from '../guest/model.ts'
import type { GuestRun, Host, RootSpec } from '../host.ts'
import type { Broker } from './broker.ts'
import type { CgroupReader } from './cgroup-reader.ts'
import { readGuestRun } from './guest-run.ts'
import type { HitReader } from './hit-reader.ts'
import { isMissing } from './missing.ts'
import type { Paths } from './paths.ts'
import type { ProcessWatch } from './top-processes.ts'
import { waitUntil } from './wait-until.ts'
import { limitFromWire, limitToWire, limitUseFromWire, optionsToWire } from './wire.ts'
import { networkToWire } from './wire-network.ts'

type Parts = {
  broker: Broker
  paths: Paths
  cgroups: CgroupReader
  hits: HitReader
  processes: ProcessWatch
}

/** Guests by way of the broker; what needs no rights is read straight from state files and the kernel. */
export function linuxRuntime({ broker, paths, cgroups, hits, processes }: Parts): Host['runtime'] {
  const inspect: Host['runtime']['inspect'] = (name) => readGuestRun(paths.guestState(name))
  const isDown = async (name: GuestName): Promise<boolean> => hasEnded(await inspect(name), null)
  return {
    inspect,
    createRoot: async (spec) => void (await broker.ask('guestCreate', createRequest(spec), spec.name)),
    replaceRoot: async ({ awaySeconds: away, takeSeconds, ...spec }) => {
      for (const one of [cgroups, hits, processes]) one.forget(spec.name)
      const request = { create: createRequest(spec), away, take: takeSeconds ?? 0 }
      await broker.ask('guestReplace', request, spec.name)
    },
    deleteRoot: async (name) => {
      for (const one of [cgroups, hits, processes]) one.forget(name)
      await broker.ask('guestDelete', { name }, name)
    },
    start: async ({ name, xid, template, hostname, initStyle, limit, options, network }) => {
      const request = {
        ...{ name, templateId: template, hostname, xid, initStyle: INIT_STYLE[initStyle], flags: 0 },
        limit: limitToWire(limit),
        network: networkToWire(network),
        ...optionsToWire(options),
      }
      const { pid, startedAt } = await broker.ask('guestStart', request, name)
      return { pid, startedAtMs: startedAt }
    },
    stop: (name) => ignoreStopped(broker.ask('guestStop', { name, kind: STOP_KIND.halt }, name)),
    freeze: async (name) => void (await broker.ask('guestFreeze', { name, frozen: 1 }, name)),
    thaw: (name) => ignoreStopped(broker.ask('guestFreeze', { name, frozen: 0 }, name)),
    kill: (name) => ignoreStopped(broker.ask('guestKill', { name }, name)),
    running: async () => {
      const names = await guestRunNames(paths)
      const down = await Promise.all(names.map(isDown))
      return names.filter((_, index) => !down[index])
    },
    waitExit: async (name, timeoutMs) => {
      const deadlineMs = Date.now() + timeoutMs
      const first = await inspect(name)
      if (hasEnded(first, null)) return true
      // Pid 1's end wakes at once; how it ended and that it is cleaned up is in the state file. Without a broker the
      // state file alone must do.
      await broker.exitOf(name, AbortSignal.timeout(timeoutMs)).catch(() => {})
      return waitUntil(async () => hasEnded(await inspect(name), first), deadlineMs)
    },
    setLimit: async (name, change) =>
      limitFromWire(await broker.ask('limitSet', { name, limit: limitToWire(change) }, name)),
    getLimit: async (name) => limitFromWire(await broker.ask('limitGet', { name }, name)),
    limitUse: async (name) => limitUseFromWire(await broker.ask('limitUse', { name }, name)),
    readCounters: (name, stackOf) => cgroups.read(name, stackOf),
    readHits: async (name) => hits.read(name),
    topProcesses: (name, by) => processes.top(name, by),
  }
}

function createRequest({ name, template, xid, backend, limit }: RootSpec) {
  const { diskBytes, diskSoftBytes, inodes, inodesSoft } = limit
  const disk = { diskBytes, diskSoftBytes, inodes, inodesSoft }
  return { name, templateId: template, xid, backend: backend === null ? 0 : BACKEND[backend], ...disk }
}

/** Whether the run that was `first` is over; a guest that was started anew meanwhile has another pid 1. */
function hasEnded(now: GuestRun, first: GuestRun | null): boolean {
  if (now.state === 'absent' || now.state === 'exited') return true
  if (first?.state !== 'running') return false
  return now.state === 'starting' || now.pid !== first.pid
}

async function guestRunNames(paths: Paths): Promise<GuestName[]> {
  const entries = await readdir(paths.guestRuns).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  return entries.flatMap((entry) => {
    const name = GuestName.safeParse(entry)
    return name.success ? [name.data] : []
  })
}

async function ignoreStopped(asked: Promise<unknown>): Promise<void> {
  await asked.catch((error: unknown) => {
    if (error instanceof VserverError && error.code === 'INVALID_STATE') return
    throw error
  })
}
