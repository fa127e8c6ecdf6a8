import type { Host } from '../host.ts'
import type { HostInfo } from './model.ts'

export async function getHostInfo(host: Host, agentStartedAtMs: number): Promise<HostInfo> {
  const [info, records, running] = await Promise.all([
    host.info(),
    host.guests.list(),
    host.runtime.running(),
  ])
  return {
    ...info,
    guestsRunning: running.length,
    guestsTotal: records.length,
    agentStartedAt: new Date(agentStartedAtMs).toISOString(),
  }
}
