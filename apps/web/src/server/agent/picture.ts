import type { Guest } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { Sample } from '@vserver/core/sample/model'
import type { GuestDisk } from '@vserver/core/storage/model'
import type { Template } from '@vserver/core/template/model'
import type { Agent } from './agent.ts'
import type { HeardEvent } from './heard-event.ts'

/** What a host said last. */
export type HostPicture = {
  reachable: boolean
  /** Why not, in one sentence. */
  message: string | null
  guests: ReadonlyMap<string, Guest>
  samples: ReadonlyMap<string, Sample>
  templates: readonly Template[]
  /** What each guest uses of the disk, as far as it was counted. */
  disk: ReadonlyMap<string, GuestDisk>
  /** Running operations by the guest or template they are about. */
  running: ReadonlyMap<string, Operation>
}

export const EMPTY_PICTURE: HostPicture = {
  reachable: false,
  message: 'The host has not answered yet.',
  guests: new Map(),
  samples: new Map(),
  templates: [],
  disk: new Map(),
  running: new Map(),
}

export async function readPicture(agent: Agent): Promise<HostPicture> {
  const [guests, samples, templates, disk, operations] = await Promise.all([
    agent.listGuests(),
    agent.latestSamples(),
    agent.listTemplates(),
    agent.diskUse({ isWatched: false }),
    agent.listOperations(),
  ])
  const running = operations.filter(({ state }) => state === 'running')
  return {
    reachable: true,
    message: null,
    guests: new Map(guests.map((guest) => [guest.name, guest])),
    samples: new Map(Object.entries(samples)),
    templates,
    disk: new Map(disk.guests.map((one) => [one.name, one])),
    running: new Map(running.map((operation) => [operation.subject, operation])),
  }
}

/** The picture after the event. */
export function applyEvent(picture: HostPicture, event: HeardEvent): HostPicture {
  switch (event.kind) {
    case 'guest':
      return { ...picture, guests: new Map(picture.guests).set(event.guest.name, event.guest) }
    case 'guestDeleted':
      return {
        ...picture,
        guests: without(picture.guests, event.name),
        disk: without(picture.disk, event.name),
      }
    case 'disk':
      return { ...picture, disk: new Map(picture.disk).set(event.disk.name, event.disk) }
    case 'samples':
      return { ...picture, samples: new Map([...picture.samples, ...event.samples]) }
    case 'operation':
      return { ...picture, running: withOperation(picture.running, event.operation) }
    case 'template': {
      const others = picture.templates.filter(({ id }) => id !== event.template.id)
      return { ...picture, templates: [...others, event.template].sort((a, b) => (a.id < b.id ? -1 : 1)) }
    }
    case 'reset':
      return picture
  }
}

function withOperation(
  running: ReadonlyMap<string, Operation>,
  operation: Operation,
): ReadonlyMap<string, Operation> {
  if (operation.state === 'running') return new Map(running).set(operation.subject, operation)
  // A kill may end beside the operation that it interrupts; only its own entry goes.
  return running.get(operation.subject)?.id === operation.id ? without(running, operation.subject) : running
}

function without<T>(map: ReadonlyMap<string, T>, key: string): ReadonlyMap<string, T> {
  const copy = new Map(map)
  copy.delete(key)
  return copy
}
