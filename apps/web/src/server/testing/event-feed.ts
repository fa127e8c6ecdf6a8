import type { Agent } from '../agent/agent.ts'
import type { HeardEvent } from '../agent/heard-event.ts'

export type EventFeed = Pick<Agent, 'subscribe'> & { emit(event: HeardEvent): void }

/** Everybody who is subscribed gets what is emitted. */
export function createEventFeed(): EventFeed {
  const listeners = new Set<(event: HeardEvent) => void>()
  return {
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    async *subscribe({ signal, onOpen }) {
      const queue: HeardEvent[] = []
      let wake = () => {}
      const listener = (event: HeardEvent) => {
        queue.push(event)
        wake()
      }
      listeners.add(listener)
      signal.addEventListener('abort', () => wake())
      onOpen()
      for (let number = 0; !signal.aborted; ) {
        while (queue.length > 0) yield { id: String(number++), events: queue.splice(0) }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      listeners.delete(listener)
    },
  }
}
