import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sampleMemory } from '../testing/memory.ts'
import { openReal, soldOnRealHost, until } from '../testing/real-console.ts'
import { consolePids } from '../testing/real-host.ts'

const YES_MS = 60_000
const COUNT_BYTES = 100_000_000
const CUTS = 200
/** Every so many cuts the page is away for longer than what is kept would last. */
const [LONG_CUT, LONG_CUT_MS] = [20, 1000]
const LONG_BYTES = 512 * 1024
/** Of a program that goes on for as long as the test. */
const ENDLESS_BYTES = 1e15
/** That a program waits for who was cut off (VS_PTY_AWAY_MS in native/common). */
const AWAY_MS = 30_000
const KEPT_BYTES = 256 * 1024
const GROWTH_MIB = 64
/** Shells whose echo does not mix with what is counted. */
const QUIET = 'stty -echo; '

test('a minute of yes grows neither panel nor agent, and Ctrl-C is answered while it lasts', async () => {
  const { ctx, guestId, host } = await soldOnRealHost()
  const shell = await openReal(ctx, guestId)
  const begun = until(shell, 'y\r\ny\r\n')
  shell.type(`${QUIET}trap 'echo stopped-$((40+2))' INT; yes; cat\n`)
  await begun
  const memory = sampleMemory(() => ({ panel: process.pid, agent: host.pid, console: consolePids()[0] }))
  const [from, beganMs] = [shell.offset(), performance.now()]
  await sleep(YES_MS)
  const rate = (shell.offset() - from) / 1e6 / ((performance.now() - beganMs) / 1000)
  memory.stop()
  const stopped = until(shell, 'stopped-42')
  const pressedMs = performance.now()
  shell.type('\x03')
  await stopped
  const answeredMs = performance.now() - pressedMs
  const lines = [`yes: ${rate.toFixed(1)} MB/s, Ctrl-C answered in ${answeredMs.toFixed(1)} ms`]
  process.stdout.write(`${[...lines, ...memory.lines()].join('\n')}\n`)
  expect(shell.hasLost()).toBe(false)
  for (const name of ['panel', 'agent', 'console']) expect(memory.growthMib(name)).toBeLessThan(GROWTH_MIB)
  expect(answeredMs).toBeLessThan(300)
})

test('a hundred megabytes through the console equal their checksum', async () => {
  const { ctx, guestId } = await soldOnRealHost()
  const shell = await openReal(ctx, guestId)
  const ready = until(shell, 'ready\n')
  shell.type(`${QUIET}term count ${COUNT_BYTES}\n`)
  await ready
  const hash = createHash('sha256')
  const all = Promise.withResolvers<void>()
  let left = COUNT_BYTES
  shell.listen((bytes) => {
    hash.update(bytes.subarray(0, left))
    left -= Math.min(left, bytes.length)
    if (left === 0) all.resolve()
  })
  const beganMs = performance.now()
  shell.type('g')
  await all.promise
  const seconds = (performance.now() - beganMs) / 1000
  process.stdout.write(`100 MB through the panel: ${(COUNT_BYTES / 1e6 / seconds).toFixed(1)} MB/s\n`)
  expect(hash.digest('hex')).toBe(countDigest())
})

function countDigest(): string {
  const hash = createHash('sha256')
  const words = new BigUint64Array(1024)
  for (let next = 0n, left = COUNT_BYTES; left > 0; left -= words.byteLength) {
    for (let index = 0; index < words.length; index += 1) words[index] = next++
    hash.update(Buffer.from(words.buffer, 0, Math.min(left, words.byteLength)))
  }
  return hash.digest('hex')
}

/** Numbers of eight bytes that follow each other, wherever the connection was cut between their bytes. */
class NumberCheck {
  private checked = 0
  private rest = Buffer.alloc(0)

  /** Bytes of the stream that were taken so far. */
  get taken(): number {
    return this.checked * 8 + this.rest.length
  }

  take(bytes: Buffer): void {
    this.rest = Buffer.concat([this.rest, bytes])
    for (; this.rest.length >= 8; this.rest = this.rest.subarray(8), this.checked += 1)
      if (Number(this.rest.readBigUInt64LE()) !== this.checked)
        throw new Error(`Number ${this.checked} is lost or doubled: ${this.rest.readBigUInt64LE()}`)
  }
}

test('a numbered stream at full speed loses and doubles nothing while its connection is cut two hundred times', async () => {
  const { ctx, guestId } = await soldOnRealHost()
  let shell = await openReal(ctx, guestId)
  const ready = until(shell, 'ready\n')
  shell.type(`${QUIET}term count ${ENDLESS_BYTES}\n`)
  await ready
  const [start, numbers, waits] = [shell.offset(), new NumberCheck(), [] as number[]]
  shell.type('g')
  for (let cut = 0; cut < CUTS; cut += 1) {
    const beganMs = performance.now()
    // More than is kept, so that the program has gone on; sometimes not even what was under way.
    const enough = numbers.taken + (cut % 2 ? 1 : LONG_BYTES)
    const { promise: moved, resolve, reject } = Promise.withResolvers<void>()
    shell.listen((bytes) => {
      try {
        if (shell.hasLost()) throw new Error(`Output is missing after cut ${cut}.`)
        numbers.take(bytes)
        if (numbers.taken >= enough) resolve()
      } catch (error) {
        reject(error)
      }
    })
    await moved
    waits.push(performance.now() - beganMs)
    const { consoleId } = shell
    shell.listen(() => undefined)
    shell.browser.terminate()
    expect(shell.hasLost(), `cut ${cut}`).toBe(false)
    if (cut % LONG_CUT === 0) await sleep(LONG_CUT_MS)
    shell = await openReal(ctx, guestId, { consoleId, offset: start + numbers.taken })
  }
  process.stdout.write(
    `${CUTS} cuts, ${numbers.taken} bytes, longest wait ${Math.max(...waits).toFixed(0)} ms\n`,
  )
})

test('a program whose viewer was cut off and does not come back goes on after half a minute, and the gap is told', async () => {
  const { ctx, guestId } = await soldOnRealHost()
  const shell = await openReal(ctx, guestId)
  const ready = until(shell, 'ready\n')
  shell.type(`${QUIET}term count ${ENDLESS_BYTES}\n`)
  await ready
  const begun = Promise.withResolvers<void>()
  shell.listen(() => begun.resolve())
  shell.type('g')
  await begun.promise
  const { consoleId } = shell
  shell.browser.terminate()
  const offset = shell.offset()
  await sleep(AWAY_MS + 3000)
  const back = await openReal(ctx, guestId, { consoleId, offset })
  await expect.poll(() => back.offset() - offset, { timeout: 5000 }).toBeGreaterThan(KEPT_BYTES)
  expect(back.hasLost()).toBe(true)
})
