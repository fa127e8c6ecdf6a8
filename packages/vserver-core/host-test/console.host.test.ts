import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import {
  deleteGuest,
  killGuest,
  pauseGuest,
  reinstallGuest,
  restartGuest,
  resumeGuest,
  startGuest,
  stopGuest,
} from '../src/guest/index.ts'
import type { GuestName } from '../src/guest/model.ts'
import { type Scratch, test } from './scratch.ts'
import { patient } from './slowness.ts'
import { openTerminal, residentKib, TerminalViewer } from './terminal-viewer.ts'
import { TINY } from './tiny-template.ts'

const PASTE_BYTES = 10_000_000
const GROWTH_KIB = 1024
const CUTS = 200
/** Every so many cuts the viewer is away for longer than what is kept would last. */
const [LONG_CUT, LONG_CUT_MS] = [20, 200]
const LONG_BYTES = 512 * 1024
const PATIENCE_MS = patient(120_000)

async function shellOf({ host }: Scratch, guest: GuestName) {
  const terminal = await openTerminal(host, guest)
  const viewer = await TerminalViewer.attach(terminal.socket)
  await viewer.answers()
  return { ...terminal, viewer }
}

/** Bytes of which none is a character that a terminal obeys. */
function pasteOf(size: number): Buffer {
  const paste = Buffer.alloc(size)
  for (let at = 0; at < size; at += 1) paste[at] = 0x20 + ((at * 31 + (at >> 7)) % 0x5f)
  return paste
}

/** Lines that count from one, wherever between two bytes the stream was cut. */
class Counting {
  lines = 0
  #rest = ''

  take(bytes: Buffer): void {
    const found = (this.#rest + bytes.toString('latin1')).split('\n')
    this.#rest = found.pop() ?? ''
    for (const line of found) {
      this.lines += 1
      if (line !== String(this.lines)) throw new Error(`Line ${this.lines} is lost or doubled: ${line}`)
    }
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

test(
  'ten megabytes pasted into a program that prints them come back to the byte, while another console answers',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('pasted')
    const other = await shellOf(scratch, name)
    const { viewer, pid } = await shellOf(scratch, name)
    viewer.type('stty raw -echo; echo begin; cat\n')
    await viewer.sees('begin\n')
    await viewer.sees('begin\n')
    const [before, hash, all] = [residentKib(pid), createHash('sha256'), Promise.withResolvers<void>()]
    let taken = 0
    viewer.onOutput = (bytes) => {
      hash.update(bytes)
      taken += bytes.length
      if (taken >= PASTE_BYTES) all.resolve()
    }
    const paste = pasteOf(PASTE_BYTES)
    const waits: number[] = []
    viewer.type(paste)
    while (viewer.unsent > 0) waits.push(await other.viewer.answers())
    await all.promise
    const growth = residentKib(pid) - before
    process.stdout.write(
      `10 MB pasted: vs-console grew by ${growth} KiB, another console answered ${waits.length} times, at most after ${Math.max(...waits).toFixed(0)} ms\n`,
    )
    expect(taken).toBe(PASTE_BYTES)
    expect(hash.digest('hex')).toBe(sha256(paste))
    expect(growth).toBeLessThan(GROWTH_KIB)
    expect(waits.length).toBeGreaterThan(0)
    viewer.leave()
    other.viewer.leave()
  },
  PATIENCE_MS,
)

test(
  'what is pasted into a program that reads nothing waits with its viewer, and all of it comes when it reads',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('deaf')
    const { viewer, pid } = await shellOf(scratch, name)
    viewer.type(
      'stty raw -echo; echo begin; until test -e /tmp/go; do sleep 0.1; done; dd bs=1000 count=1000 iflag=fullblock 2>/dev/null | wc -c; echo done\n',
    )
    await viewer.sees('begin\n')
    const before = residentKib(pid)
    viewer.type(pasteOf(1_000_000))
    await expect.poll(() => viewer.unsent, { timeout: PATIENCE_MS }).toBeLessThan(1_000_000)
    const other = await shellOf(scratch, name)
    expect(viewer.unsent).toBeGreaterThan(700_000)
    expect(residentKib(pid) - before).toBeLessThan(GROWTH_KIB)
    other.viewer.type('echo go > /tmp/go\n')
    await viewer.sees('1000000')
    expect(viewer.unsent).toBe(0)
  },
  PATIENCE_MS,
)

test(
  'binary of every kind arrives to the byte, and the console answers afterwards',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('binary')
    const { viewer } = await shellOf(scratch, name)
    const size = 8_000_000
    viewer.type(
      `stty raw -echo; dd if=/dev/urandom of=/root/noise bs=${size} count=1 iflag=fullblock; busybox sha256sum /root/noise; echo be''gin; cat /root/noise; stty sane\n`,
    )
    const [hash, all] = [createHash('sha256'), Promise.withResolvers<void>()]
    await viewer.sees('begin\n')
    const start = viewer.output.indexOf('begin\n') + 'begin\n'.length
    const early = viewer.output.subarray(start)
    const expected = /([0-9a-f]{64}) /.exec(viewer.output.toString('latin1'))?.[1]
    let taken = 0
    const take = (bytes: Buffer) => {
      hash.update(bytes.subarray(0, size - taken))
      taken += Math.min(bytes.length, size - taken)
      if (taken === size) all.resolve()
    }
    take(early)
    viewer.onOutput = take
    await all.promise
    expect(hash.digest('hex')).toBe(expected)
    viewer.onOutput = null
    expect(await viewer.answers()).toBeGreaterThan(0)
  },
  PATIENCE_MS,
)

test(
  'a viewer that never acknowledges holds its own program up and nothing else',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('silent')
    const flood = await openTerminal(scratch.host, name, { command: 'yes' })
    const mute = await TerminalViewer.attach(flood.socket, { credit: 0 })
    const other = await shellOf(scratch, name)
    const before = residentKib(flood.pid)
    for (let round = 0; round < 20; round += 1) await other.viewer.answers()
    expect(mute.output.length).toBe(0)
    expect(residentKib(flood.pid) - before).toBeLessThan(GROWTH_KIB)
    const taking = await TerminalViewer.attach(flood.socket)
    await expect.poll(() => taking.offset, { timeout: patient(15_000) }).toBeGreaterThan(1_000_000)
    expect(taking.hasLost).toBe(false)
    taking.leave()
    mute.leave()
  },
  PATIENCE_MS,
)

test(
  'a paused guest keeps its consoles: they are attached to, what is typed waits, and is answered when it goes on',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('frozen')
    const { viewer, socket } = await shellOf(scratch, name)
    await pauseGuest(scratch.host, name)
    const seen = viewer.output.length
    viewer.type('echo thawed-$((40+2))\n')
    const second = await TerminalViewer.attach(socket)
    await expect.poll(() => second.output.length, { timeout: patient(15_000) }).toBeGreaterThanOrEqual(seen)
    expect(second.output.includes('thawed-42')).toBe(false)
    await resumeGuest(scratch.host, name)
    await viewer.sees('thawed-42')
    await second.sees('thawed-42')
  },
  PATIENCE_MS,
)

test(
  'a program at full speed loses and doubles nothing while its viewer is cut off two hundred times',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('cut-off')
    const { viewer, socket } = await shellOf(scratch, name)
    viewer.type("stty raw -echo; echo be''gin; busybox seq 1 1000000000\n")
    await viewer.sees('begin\n')
    const counting = new Counting()
    counting.take(viewer.output.subarray(viewer.output.indexOf('begin\n') + 'begin\n'.length))
    let one = viewer
    for (let cut = 0; cut < CUTS; cut += 1) {
      const enough = one.offset + (cut % LONG_CUT ? 1 : LONG_BYTES)
      const { promise: far, resolve, reject } = Promise.withResolvers<void>()
      one.onOutput = (bytes) => {
        try {
          counting.take(bytes)
          if (one.offset >= enough) resolve()
        } catch (error) {
          reject(error)
        }
      }
      await far
      one.leave()
      expect(one.hasLost, `cut ${cut}`).toBe(false)
      if (cut % LONG_CUT === 0) await sleep(LONG_CUT_MS)
      one = await TerminalViewer.attach(socket, { offset: one.offset })
    }
    one.leave()
    process.stdout.write(`${CUTS} cuts, ${counting.lines} lines\n`)
  },
  PATIENCE_MS,
)

const ENDS: Record<string, (scratch: Scratch, name: GuestName) => Promise<unknown>> = {
  stopped: ({ host }, name) => stopGuest(host, name),
  killed: ({ host }, name) => killGuest(host, name),
  restarted: ({ host }, name) => restartGuest(host, name),
  reinstalled: ({ host }, name) => reinstallGuest(host, { name, template: TINY }),
  deleted: async ({ host }, name) => {
    await stopGuest(host, name)
    await deleteGuest(host, name)
  },
}

for (const [how, end] of Object.entries(ENDS))
  test(
    `a guest that is ${how} while somebody is attached: the viewer is told the end, and its shell is gone`,
    async ({ scratch }) => {
      const { name } = await scratch.createTiny(`while-${how}`)
      const { viewer, id } = await shellOf(scratch, name)
      await end(scratch, name)
      expect(await viewer.status).not.toBe(0)
      await viewer.closed
      if (how === 'deleted') return
      if (how === 'stopped' || how === 'killed') await startGuest(scratch.host, name)
      const anew = await shellOf(scratch, name)
      expect(anew.id).not.toBe(id)
    },
    PATIENCE_MS,
  )

test(
  'a broker that is killed and started anew is not noticed by who is attached, and by who comes back neither',
  async ({ scratch }) => {
    const { name } = await scratch.createTiny('broken-off')
    const { viewer, socket } = await shellOf(scratch, name)
    await scratch.broker.end('SIGKILL')
    await viewer.answers()
    const away = viewer.offset
    viewer.leave()
    const back = await TerminalViewer.attach(socket, { offset: away })
    await back.answers()
    await scratch.broker.start()
    await back.answers()
    expect(back.hasLost).toBe(false)
    const fresh = await shellOf(scratch, name)
    await fresh.viewer.answers()
  },
  PATIENCE_MS,
)
