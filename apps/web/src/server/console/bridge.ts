import { FRAME } from '@vserver/core/console/model'
import WebSocket, { type RawData } from 'ws'
import { CLOSE, type ConsoleMode } from '../services/console/model.ts'
import { ENDED, type Ending } from './ending.ts'
import { type Flow, mirrorFlow, typingFlow } from './flow.ts'
import type { ConsoleLink } from './link.ts'

/** A browser that answers no ping for two of these is gone. */
const PING_MS = 20_000
/** A browser that does not answer our close is not waited for. */
const CLOSE_MS = 2000
/** RFC 6455, 7.4.1. */
const NORMAL = 1000
const PROTOCOL_ERROR = 1002
/** Closed by its page (without a code: 1005), or with it (1001); any other end is a lost connection. */
const LEFT: ReadonlySet<number> = new Set([NORMAL, 1001, 1005])

const FROM_BROWSER = {
  owner: new Set<number>([FRAME.input, FRAME.resize, FRAME.credit, FRAME.hangup]),
  /** The size of the screen is its owner's. */
  peer: new Set<number>([FRAME.input, FRAME.credit]),
  observer: new Set<number>([FRAME.credit]),
} as const satisfies Record<ConsoleMode, ReadonlySet<number>>

type Ends = {
  viewer: WebSocket
  source: ConsoleLink
  mode: ConsoleMode
  /** Nobody waits for it: it must not hold up those who type. */
  isMirror: boolean
  /** The shell has ended, which is not the same as a lost connection. Resolves with why, if somebody has ended it. */
  onExit(): Promise<Ending | null>
  onInput(): void
}

export type Bridge = {
  /** Says why, lets nothing more through in either direction, and closes both ends. */
  end(ending: Ending): void
}

/** Carries frames both ways, each end as fast as the other takes them. Both are paused when it begins. */
export function bridge(ends: Ends): Bridge {
  const { viewer, source } = ends
  let isOver = false
  /** Who watches is not waited for anyway, and may not say so. */
  const leave = (): void => {
    if (!ends.isMirror) source.send(Buffer.of(FRAME.leave))
    source.close()
  }
  const end = (ending: Ending): void => {
    if (isOver) return
    isOver = true
    if (viewer.readyState === WebSocket.OPEN)
      viewer.send(JSON.stringify({ type: 'error', message: ending.message }))
    if (ending.endsShell && ends.mode === 'owner') source.send(Buffer.of(FRAME.hangup))
    leave()
    closeSoon(viewer, ending.code)
  }
  /** A shell that is hung up may be gone before its viewers were told by whom. */
  const tellExit = async (frame: Buffer): Promise<void> => {
    const ending = await ends.onExit()
    if (ending) end(ending)
    else if (!isOver) flow.fromSource(frame)
  }
  let told: Promise<void> | undefined
  const flow: Flow = ends.isMirror
    ? mirrorFlow({ viewer, source, onLag: () => end(ENDED.lagging) })
    : typingFlow(ends)
  viewer.on('message', (data: RawData, isBinary: boolean) => {
    if (isOver) return
    const type = isBinary && Buffer.isBuffer(data) ? data[0] : undefined
    if (type === undefined || !FROM_BROWSER[ends.mode].has(type)) return closeSoon(viewer, PROTOCOL_ERROR)
    if (type === FRAME.input) ends.onInput()
    flow.fromViewer(data as Buffer)
  })
  source.on('frame', (frame) => {
    if (isOver) return
    if (frame[0] === FRAME.exit) told = tellExit(frame)
    else flow.fromSource(frame)
  })
  source.on('closed', async (error) => {
    await told
    closeSoon(viewer, error ? CLOSE.hostGone : NORMAL)
  })
  viewer.on('close', (code) => (LEFT.has(code) ? leave() : source.close()))
  keepAlive(viewer)
  flow.begin()
  viewer.resume()
  source.resume()
  return { end }
}

/** Paused it would not read the answer to our close. */
export function closeSoon(viewer: WebSocket, code: number): void {
  if (viewer.readyState !== WebSocket.OPEN) return
  viewer.resume()
  viewer.close(code)
  const timer = setTimeout(() => viewer.terminate(), CLOSE_MS)
  viewer.once('close', () => clearTimeout(timer))
}

function keepAlive(viewer: WebSocket): void {
  let isAlive = true
  viewer.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return viewer.terminate()
    isAlive = false
    viewer.ping()
  }, PING_MS)
  viewer.once('close', () => clearInterval(timer))
}
