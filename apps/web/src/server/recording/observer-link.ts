import { FRAME } from '@vserver/core/console/model'
import {
  decodeMark,
  decodeObserving,
  encodeObserve,
  type Mark,
  OBSERVE,
  type Observing,
} from '@vserver/core/observer/model'
import type { ConsoleAddress } from '../agent/agent.ts'
import { connectSource } from '../console/connect-source.ts'
import type { ConsoleLink } from '../console/link.ts'
import { isVserverError } from '../trpc/errors.ts'

/** What an observer hears of a console, in the order in which it happened. */
export type ObserverEvents = {
  observing(told: Observing): void
  output(offset: number, bytes: Uint8Array): void
  mark(mark: Mark): void
  lost(from: number, to: number): void
  exit(status: number): void
  /** The link is gone, after an exit too. `isGone`: there is no such console any more. */
  closed(isGone: boolean): void
}

export type ObserverLink = { credit(bytes: number): void; close(): void }

/** Attaches as a lossless observer. Nothing is heard after `close`, and `closed` exactly once otherwise. */
export function observeConsole(
  address: ConsoleAddress,
  from: { offset: number; mark: bigint; credit: number },
  on: ObserverEvents,
): ObserverLink {
  let link: ConsoleLink | null = null
  let isOpen = true
  const finish = (isGone: boolean) => {
    if (!isOpen) return
    isOpen = false
    link?.terminate()
    on.closed(isGone)
  }
  const attach = (opened: ConsoleLink): void => {
    link = opened
    if (!isOpen) {
      link.terminate()
      return
    }
    link.on('frame', (frame) => {
      if (isOpen && !hear(frame, on)) finish(false)
    })
    link.on('closed', () => finish(false))
    const flags = OBSERVE.lossless | OBSERVE.input
    link.send(encodeObserve({ offset: from.offset, mark: from.mark, flags }))
    link.send(encodeCredit(from.credit))
    link.resume()
  }
  connectSource(address).then(attach, (error) => finish(isVserverError(error) && error.code === 'NOT_FOUND'))
  return {
    credit: (bytes) => link?.send(encodeCredit(bytes)),
    close: () => {
      isOpen = false
      link?.terminate()
    },
  }
}

/** False for what no console sends. */
function hear(frame: Buffer, on: ObserverEvents): boolean {
  switch (frame[0]) {
    case FRAME.observing: {
      const told = decodeObserving(frame)
      if (told) on.observing(told)
      return told !== null
    }
    case FRAME.mark: {
      const mark = decodeMark(frame)
      if (mark) on.mark(mark)
      return mark !== null
    }
    case FRAME.output:
      if (frame.length < 9) return false
      on.output(Number(frame.readBigUInt64LE(1)), frame.subarray(9))
      return true
    case FRAME.lost:
      if (frame.length < 17) return false
      on.lost(Number(frame.readBigUInt64LE(1)), Number(frame.readBigUInt64LE(9)))
      return true
    case FRAME.exit:
      if (frame.length < 5) return false
      on.exit(frame.readInt32LE(1))
      return true
    default:
      return false
  }
}

function encodeCredit(bytes: number): Buffer {
  const frame = Buffer.alloc(5)
  frame.writeUInt8(FRAME.credit)
  frame.writeUInt32LE(bytes, 1)
  return frame
}
