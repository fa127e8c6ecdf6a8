import type { HostEvent } from '@vserver/core/event/model'
import { samplesOf } from '@vserver/core/sample'
import type { Sample } from '@vserver/core/sample/model'

/** What the panel asks an agent to tell; anything else it reads when somebody looks at it. */
export const HEARD_KINDS = [
  'guest',
  'guestDeleted',
  'samples',
  'operation',
  'disk',
  'template',
] as const satisfies HostEvent['kind'][]

type Asked = Extract<HostEvent, { kind: (typeof HEARD_KINDS)[number] | 'reset' }>
/** Of those that had their turn, by their names. */
type HeardSamples = { kind: 'samples'; samples: ReadonlyMap<string, Sample> }
export type HeardEvent = Exclude<Asked, { kind: 'samples' }> | HeardSamples

const HEARD = new Set<string>([...HEARD_KINDS, 'reset'])

/** Nothing of what was not asked for. */
export function heardOf(event: HostEvent): HeardEvent[] {
  if (event.kind === 'samples') return [{ kind: 'samples', samples: samplesOf(event.samples) }]
  return isAsked(event) ? [event] : []
}

function isAsked(event: HostEvent): event is Exclude<Asked, { kind: 'samples' }> {
  return HEARD.has(event.kind)
}
