import { readFileSync } from 'node:fs'
import path from 'node:path'
import { startGuest } from '@vserver/core/guest'
import type { GuestName } from '@vserver/core/guest/model'
import type { LinuxHost } from '@vserver/core/linux'
import { pause } from './interrupt.ts'
import { opening } from './leftovers.ts'
import { Namespaces } from './net-peer.ts'
import { openNetHost } from './net-world.ts'
import { forSeveral } from './several.ts'

const PROC_ROLES = ['keeper', 'server', 'sampler']
/** Source: proc_pid_stat(5), utime to cstime in clock ticks, which are 100 for user space; time(7). */
const TICK_MS = 10

export type SampledGuests = {
  host: LinuxHost
  names: GuestName[]
  /** CPU time until now of the broker, with the processes that it had answer, and of the three of vs-proc. */
  cpuMs(): { broker: number; proc: number }
  close(): Promise<void>
}

/** Guests that run and sleep, each with an address, on a host that is played, with a broker of their own. */
export function openSampledGuests(count: number): Promise<SampledGuests> {
  return opening(async (made) => {
    const namespaces = new Namespaces()
    made.add(() => namespaces.close())
    const played = await openNetHost(namespaces)
    made.add(() => played.close())
    const names: GuestName[] = []
    await forSeveral([...Array(count).keys()], async (number) => {
      await pause(0)
      const addresses = [`203.0.${113 + (number >> 8)}.${number & 255}/32`]
      const name = await played.create(`guest-${number}`, { mode: 'private', addresses })
      await startGuest(played.host, name)
      names.push(name)
    })
    const procPids = pidsOfProc(played.runDir)
    return {
      ...{ host: played.host, names },
      cpuMs: () => ({
        broker: cpuMsOf(played.brokerPid),
        proc: procPids.reduce((sum, pid) => sum + cpuMsOf(pid), 0),
      }),
      close: () => made.close(),
    }
  })
}

function pidsOfProc(runDir: string): number[] {
  const state = readFileSync(path.join(runDir, 'proc-state'), 'utf8')
  return PROC_ROLES.map((role) => Number(new RegExp(`^${role}_pid=(\\d+)$`, 'm').exec(state)?.[1]))
}

/** Of the process and of those of its children that have ended. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK_MS
}
