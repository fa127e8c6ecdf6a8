import { VserverError } from '@vserver/core/errors'
import { msg } from '@/language/t.ts'
import type { HostHub } from '../../agent/hub.ts'
import type { Panel } from '../../context.ts'

export function hubOf(panel: Panel, hostId: string): HostHub {
  const hub = panel.hosts.get(hostId)
  if (!hub) throw new VserverError('INTERNAL', `Host ${hostId} is not connected to this panel.`)
  return hub
}

/** Where new guests and templates go. One machine is one host; placement over many comes with the fleet. */
export function localHub(panel: Panel): HostHub {
  const hub = newGuestHub(panel)
  if (!hub)
    throw new VserverError('HOST_UNREACHABLE', 'No host is registered.', { hint: msg('Run ./up again.') })
  return hub
}

/** The same; null = there is none. */
export function newGuestHub({ hosts }: Panel): HostHub | null {
  const [hub] = hosts.values()
  return hub ?? null
}
