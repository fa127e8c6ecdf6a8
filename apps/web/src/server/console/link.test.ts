import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { FRAME } from '@vserver/core/console/model'
import { expect, onTestFinished, test } from 'vitest'
import { ConsoleLink } from './link.ts'

/** A link, and the far end of its connection. */
async function opened(): Promise<{ link: ConsoleLink; host: Socket }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-test-'))
  const server = createServer()
  server.listen(path.join(directory, 'socket'))
  await once(server, 'listening')
  const socket = connect(path.join(directory, 'socket'))
  const [host] = (await once(server, 'connection')) as [Socket]
  host.on('error', () => {})
  onTestFinished(() => {
    socket.destroy()
    host.destroy()
    server.close()
    rmSync(directory, { recursive: true })
  })
  return { link: new ConsoleLink(socket, Buffer.alloc(0)), host }
}

function wire(type: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(type, 0)
  head.writeUInt32LE(payload.length, 4)
  return Buffer.concat([head, payload])
}

/** The same numbers each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % sides
  }
}

const TYPES = [FRAME.hello, FRAME.output, FRAME.lost, FRAME.exit, FRAME.mark, FRAME.inputCredit, 200]

test('frames of every kind and size are the same wherever their stream is cut', async () => {
  const { link, host } = await opened()
  const roll = dice(7)
  const sent = Array.from({ length: 300 }, () => ({
    type: TYPES[roll(TYPES.length)] ?? 200,
    payload: Buffer.alloc(48 + roll(roll(10) ? 300 : 65_000), roll(256)),
  }))
  const got: Buffer[] = []
  const all = Promise.withResolvers<void>()
  link.on('frame', (frame) => {
    got.push(Buffer.from(frame))
    if (got.length === sent.length) all.resolve()
  })
  link.resume()
  const stream = Buffer.concat(sent.map(({ type, payload }) => wire(type, payload)))
  for (let at = 0; at < stream.length; ) {
    const size = 1 + roll(roll(2) ? 20 : 9000)
    host.write(stream.subarray(at, at + size))
    at += size
    if (roll(4) === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await all.promise
  for (const [index, { type, payload }] of sent.entries())
    expect(got[index]?.equals(Buffer.concat([Buffer.of(type), payload])), `frame ${index}`).toBe(true)
})

test('a frame that is cut short, too long or of no kind ends its connection, and nobody is given it', async () => {
  for (const [type, size] of [
    [FRAME.output, 7],
    [FRAME.lost, 15],
    [FRAME.exit, 3],
    [FRAME.inputCredit, 0],
    [FRAME.observing, 47],
    [FRAME.mark, 31],
    [FRAME.output, 65_537],
    [0x1_00_82, 8],
  ] as const) {
    const { link, host } = await opened()
    const got: Buffer[] = []
    link.on('frame', (frame) => got.push(frame))
    const closed = once(link, 'closed')
    link.resume()
    host.write(wire(type, Buffer.alloc(size)))
    expect((await closed)[0], `type ${type}, ${size} bytes`).toBeInstanceOf(RangeError)
    expect(got).toEqual([])
  }
})

test('what a broken host sends is never more than a connection that ends', async () => {
  const roll = dice(11)
  for (let round = 0; round < 60; round += 1) {
    const { link, host } = await opened()
    const closed = once(link, 'closed')
    link.on('frame', () => {})
    link.resume()
    for (let part = 0; part < 20; part += 1) {
      const type = roll(3) ? (TYPES[roll(TYPES.length)] ?? 0) : roll(300)
      host.write(wire(type, Buffer.alloc(roll(60), roll(256))))
      if (roll(6) === 0) host.write(Buffer.alloc(1 + roll(9), roll(256)))
    }
    host.end()
    await closed
  }
})
