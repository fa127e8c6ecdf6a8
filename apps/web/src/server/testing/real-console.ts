import { once } from 'node:events'
import { FRAME } from '@vserver/core/console/model'
import { onTestFinished } from 'vitest'
import type WebSocket from 'ws'
import type { ServiceContext } from '../context.ts'
import { numberFrame } from '../ssh/frames.ts'
import { browserOf, firstWordTo, hello } from './console-wire.ts'
import { type RealHost, realHost } from './real-host.ts'
import { as, createWorld, sellGuest } from './world.ts'

const CREDIT = 256 * 1024
const OUTPUT_HEAD = 9

/** A sold guest that really runs, and its owner. */
export async function soldOnRealHost() {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guestId = await sellGuest(world, tenant, 'web')
  await world.hub.refresh()
  const host: RealHost = await realHost(world)
  return { world, tenant, guestId, host, ctx: tenant.customer }
}

export type RealConsole = {
  browser: WebSocket
  consoleId: string
  /** Byte of the output that comes next. */
  offset(): number
  /** Output that was to come is not kept any more. */
  hasLost(): boolean
  /** One listener, from now on; what came before goes to the first. */
  listen(onOutput: (bytes: Buffer) => void): void
  type(text: string): void
  /** What the panel said, when it ended it, and the code of the close. */
  ended: Promise<{ code: number; words: string; status: number | null }>
}

/** A shell of the guest through the panel, as a page has it: what is taken is paid for with credit. */
export async function openReal(
  ctx: ServiceContext,
  guestId: string,
  again?: { consoleId: string; offset: number },
): Promise<RealConsole> {
  const asked = { guestId, kind: 'shell' as const, ...(again ? { consoleId: again.consoleId } : {}) }
  const { ticket } = await as(ctx).console.ticket(asked as never)
  const browser = await browserOf(ctx)
  onTestFinished(() => browser.terminate())
  let offset = again?.offset ?? 0
  let [hasLost, words, status] = [false, '', null as number | null]
  let listener: ((bytes: Buffer) => void) | null = null
  let early: Buffer[] = []
  browser.on('message', (data: Buffer, isBinary: boolean) => {
    if (!isBinary) words = JSON.parse(String(data)).message ?? words
    if (!isBinary) return
    if (data[0] === FRAME.lost) hasLost = true
    if (data[0] === FRAME.exit) status = data.readInt32LE(1)
    if (data[0] !== FRAME.output) return
    const bytes = data.subarray(OUTPUT_HEAD)
    const at = Number(data.readBigUInt64LE(1))
    if (at !== offset) hasLost = true
    offset = at + bytes.length
    browser.send(numberFrame(FRAME.credit, bytes.length))
    if (listener) listener(bytes)
    else early.push(Buffer.from(bytes))
  })
  const ended = once(browser, 'close').then(([code]) => ({ code: Number(code), words, status }))
  browser.send(hello(ticket, offset))
  const ready = (await firstWordTo(browser)) as { type: string; consoleId: string; message?: string } | null
  if (ready?.type !== 'ready') throw new Error(`The console was not opened: ${ready?.message}`)
  browser.send(numberFrame(FRAME.credit, CREDIT))
  return {
    browser,
    consoleId: ready.consoleId,
    offset: () => offset,
    hasLost: () => hasLost,
    ended,
    listen: (onOutput) => {
      listener = onOutput
      for (const bytes of early) onOutput(bytes)
      early = []
    },
    type: (text) => browser.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from(text)])),
  }
}

/** Resolves with what follows the text in the output. */
export function until(console: RealConsole, text: string): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  let seen = Buffer.alloc(0)
  let isFound = false
  console.listen((bytes) => {
    if (isFound) return
    seen = Buffer.concat([seen.subarray(-text.length), bytes])
    const at = seen.indexOf(text)
    if (at < 0) return
    isFound = true
    resolve(seen.subarray(at + text.length))
  })
  return promise
}
