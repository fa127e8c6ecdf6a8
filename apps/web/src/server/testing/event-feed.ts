import type { HostEvent } from '@vserver/core/event/model'
import type { Agent } from '../agent/agent.ts'

export type EventFeed = Pick<Agent, 'subscribe'> & { emit(event: HostEvent): void }

/** Everybody who is subscribed gets what is emitted. */
export function createEventFeed(): EventFeed {
  const listeners = new Set<(event: HostEvent) => void>()
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    async *subscribe({ signal, onOpen }) {
      const queue: HostEvent[] = []
      let wake = () => {}
      const listener = (event: HostEvent) => {
        queue.push(event)
        wake()
      }
      listeners.add(listener)
      signal.addEventListener('abort', () => wake())
      onOpen()
      for (let number = 0; !signal.aborted; ) {
        for (const event of queue.splice(0)) yield { id: String(number++), event }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      listeners.delete(listener)
    },
  }
}
