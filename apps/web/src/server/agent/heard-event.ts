import type { HostEvent } from '@vserver/core/event/model'

/** What the panel asks an agent to tell; anything else it reads when somebody looks at it. */
export const HEARD_KINDS = [
  'guest',
  'guestDeleted',
  'sample',
  'operation',
  'disk',
  'template',
] as const satisfies HostEvent['kind'][]

export type HeardEvent = Extract<HostEvent, { kind: (typeof HEARD_KINDS)[number] | 'reset' }>

const HEARD = new Set<string>([...HEARD_KINDS, 'reset'])

export function isHeard(event: HostEvent): event is HeardEvent {
  return HEARD.has(event.kind)
}
