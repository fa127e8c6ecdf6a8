import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { ConsoleId } from '@vserver/core/console/model'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { type LinuxHost, linuxHost } from '@vserver/core/linux'
import { NO_NETWORK } from '@vserver/core/network/model'
import { TemplateId } from '@vserver/core/template/model'
import { MIB } from '@vserver/core/units'
import { type Doorway, type Link, type OwnLink, openDoorway } from './console-link.ts'
import { openPanel } from './console-panel.ts'
import { type Terminal, terminalPeers } from './console-peers.ts'
import { pause } from './interrupt.ts'
import type { Comparison, Figures } from './report.ts'
import { compare } from './report.ts'
import { type Scratch, TEMPLATE } from './scratch.ts'
import { percentile } from './statistics.ts'

const TERM = TemplateId.parse('term.v1')
const GUEST = GuestName.parse('term')
/** Debian's busybox-static. */
const BUSYBOX = '/bin/busybox'
const OURS = 'vserver, agent'
/** Keys for each round that was asked for: one is soon pressed. */
const KEYS = 20
const TEXT_BYTES = 8 * MIB
const COUNT_BYTES = 100_000_000
const STORM = 200
/** More than ever comes. */
const STORM_BYTES = String(1e15)
const YES_SECONDS = 60
const WAIT_MS = 60_000

type Own = { open(argv: string[]): Promise<{ id: ConsoleId; link: OwnLink }>; doorway: Doorway }

/** A terminal in a guest through the agent, beside terminals of others; and whether it keeps its promises. */
export async function benchConsole(scratch: Scratch, rounds: number): Promise<(Comparison | Figures)[]> {
  const program = compileTerm(scratch.directory)
  const broker = await scratch.broker(1, (templates) => addTemplate(templates, program))
  const [data, run] = [`${scratch.directory}/${broker.name}`, `${scratch.run}/${broker.name}`]
  const host = await linuxHost({ instance: broker.name, runDir: run, dataDir: data })
  const doorway = await openDoorway(host, `${scratch.run}/agent.sock`)
  let panel: Awaited<ReturnType<typeof openPanel>> | undefined
  try {
    await startGuest(host)
    panel = await openPanel({ instance: broker.name, runDir: run, dataDir: data, guest: GUEST })
    const own: Own = { doorway, open: (argv) => openOwn(host, doorway, ['/term', ...argv]) }
    const { installed, missing } = terminalPeers()
    if (missing.length > 0) console.error(`Not installed here, and left out: ${missing.join(', ')}.`)
    const peers = installed.map((peer) => peerTerminal(peer, program))
    const terminals = [panel.terminal, ownTerminal(own), ...peers]
    return [
      ...(await measureEcho(terminals, rounds * KEYS)),
      await measureText(terminals),
      { title: 'what the console keeps', figures: [...(await checkCount(own)), ...(await storm(own))] },
      { title: `yes for ${YES_SECONDS} s`, figures: await measureYes(own) },
    ]
  } finally {
    await panel?.close()
    await doorway.close()
    host.close()
  }
}

function ownTerminal({ open }: Own): Terminal {
  return {
    name: OURS,
    note: 'in a guest, by a connection from the agent',
    open: async (argv) => (await open([...argv])).link,
  }
}

function peerTerminal(peer: Terminal, program: string): Terminal {
  return { ...peer, open: (argv) => peer.open([program, ...argv]) }
}

/** Key to echo, in turn; all programs are asked to echo by the kernel's line discipline. */
async function measureEcho(terminals: Terminal[], keys: number): Promise<(Comparison | Figures)[]> {
  const links = await Promise.all(terminals.map((terminal) => terminal.open(['echo'])))
  const readings = new Map<string, number[]>(terminals.map(({ name }) => [name, []]))
  try {
    for (const link of links) await until(link, 'ready')
    for (const link of links) link.type('r')
    await pause(500)
    for (let key = 0; key < keys; key += 1)
      for (const [index, link] of links.entries()) {
        await pause(2)
        const letter = String.fromCharCode(97 + (key % 26))
        const seen = until(link, letter)
        const beganMs = performance.now()
        link.type(letter)
        await seen
        readings.get(terminals[index]?.name ?? '')?.push(performance.now() - beganMs)
      }
  } finally {
    for (const link of links) await link.close()
  }
  const figures = terminals.flatMap(({ name }) => {
    const of = readings.get(name) ?? []
    return [50, 99].map((share) => ({
      name: `${name} p${share}`,
      value: percentile(of, share / 100),
      unit: 'ms',
    }))
  })
  return [compare('key to echo', readings, terminals), { title: 'key to echo', figures }]
}

/** Lines of digits, from a key to their end. */
async function measureText(terminals: Terminal[]): Promise<Figures> {
  const figures = []
  for (const { name, note, open } of terminals) {
    const link = await open(['text', String(TEXT_BYTES)])
    await until(link, 'ready')
    const seen = until(link, 'END')
    const beganMs = performance.now()
    link.type('g')
    await seen
    const seconds = (performance.now() - beganMs) / 1000
    await link.close()
    figures.push({ name, value: TEXT_BYTES / MIB / seconds, unit: 'MiB/s', note })
  }
  return { title: `throughput of ${TEXT_BYTES / MIB} MiB of lines`, figures }
}

/** Numbers that say themselves whether one is missing, and the checksum of all. */
async function checkCount({ open }: Own) {
  const { link } = await open(['count', String(COUNT_BYTES)])
  await until(link, 'ready')
  await pause(100)
  const got = createHash('sha256')
  let left = COUNT_BYTES
  const done = Promise.withResolvers<void>()
  link.listen((bytes) => {
    got.update(bytes)
    left -= bytes.length
    if (left <= 0) done.resolve()
  })
  const beganMs = performance.now()
  link.type('g')
  await within(done.promise, '100 MB')
  const seconds = (performance.now() - beganMs) / 1000
  await link.close()
  if (link.hasLost() || left !== 0 || got.digest('hex') !== countDigest())
    throw new Error('What came is not what was sent.')
  return [{ name: '100 MB equal their checksum, at', value: COUNT_BYTES / 1e6 / seconds, unit: 'MB/s' }]
}

function countDigest(): string {
  const hash = createHash('sha256')
  const words = new BigUint64Array(1024)
  for (let next = 0, left = COUNT_BYTES; left > 0; left -= words.byteLength) {
    for (let index = 0; index < words.length; index += 1) words[index] = BigInt(next++)
    hash.update(Buffer.from(words.buffer, 0, Math.min(left, words.byteLength)))
  }
  return hash.digest('hex')
}

/** The connection is cut again and again while numbers flow at full speed, and taken up at the byte where it was cut. */
async function storm({ open, doorway }: Own) {
  const { id, link: first } = await open(['count', STORM_BYTES])
  await until(first, 'ready')
  await pause(100)
  const start = first.offset()
  first.type('g')
  let [link, checked, rest]: [OwnLink, number, Buffer] = [first, 0, Buffer.alloc(0)]
  for (let cut = 0; cut < STORM; cut += 1) {
    const moved = Promise.withResolvers<void>()
    link.listen((bytes) => {
      rest = Buffer.concat([rest, bytes])
      for (; rest.length >= 8; rest = rest.subarray(8), checked += 1)
        if (Number(rest.readBigUInt64LE()) !== checked)
          throw new Error(`Number ${checked} is lost or doubled.`)
      if (bytes.length > 0) moved.resolve()
    })
    await within(moved.promise, 'the stream after a reconnect')
    link.listen(() => {})
    const from = start + checked * 8 + rest.length
    await link.close()
    if (link.hasLost()) throw new Error('Output is lost.')
    link = await doorway.open(id, from)
  }
  await link.close()
  return [
    { name: 'reconnects without a byte lost or doubled', value: STORM, unit: '' },
    { name: 'numbers that came meanwhile', value: checked, unit: '' },
  ]
}

/** Memory of the console while a guest prints for ever, and how soon it hears the key that stops it. */
async function measureYes({ open }: Own) {
  const before = new Set(consolePids())
  const { link } = await open(['yes'])
  const pid = consolePids().find((one) => !before.has(one)) ?? 0
  let bytes = 0
  link.listen((chunk) => {
    bytes += chunk.length
  })
  const [consoleKib, ownMib]: [number[], number[]] = [[], []]
  for (let second = 0; second < YES_SECONDS; second += 1) {
    await pause(1000)
    consoleKib.push(rssKib(pid))
    ownMib.push(process.memoryUsage().rss / MIB)
  }
  const beganMs = performance.now()
  link.type('\x03')
  await within(link.ended, 'the end')
  const ctrlCMs = performance.now() - beganMs
  await link.close()
  const at = (values: number[], index: number) => values.at(index) ?? Number.NaN
  return [
    { name: 'printed', value: bytes / MIB, unit: 'MiB' },
    { name: 'vs-console after 5 s', value: at(consoleKib, 4), unit: 'KiB' },
    {
      name: 'vs-console at the end',
      value: at(consoleKib, -1),
      unit: 'KiB',
      note: `most ${Math.max(...consoleKib)}`,
    },
    { name: 'agent part and viewer after 5 s', value: at(ownMib, 4), unit: 'MiB' },
    { name: 'agent part and viewer at the end', value: at(ownMib, -1), unit: 'MiB', note: 'this process' },
    { name: 'Ctrl-C to the end of the program', value: ctrlCMs, unit: 'ms' },
  ]
}

async function openOwn(host: LinuxHost, doorway: Doorway, argv: string[]) {
  const id = ConsoleId.parse(`bench-${randomBytes(8).toString('hex')}`)
  await host.consoles.open({ id, guest: GUEST, size: { columns: 80, rows: 24 }, argv })
  return { id, link: await doorway.open(id) }
}

/** Resolves with the first output that holds the text. */
function until(link: Link, text: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let tail = ''
  link.listen((bytes) => {
    tail = (tail + bytes.toString('latin1')).slice(-256 - bytes.length)
    if (tail.includes(text)) resolve()
    tail = tail.slice(-16)
  })
  return within(promise, `"${text}"`)
}

function within<Result>(promise: Promise<Result>, what: string): Promise<Result> {
  const late = Promise.withResolvers<Result>()
  const timer = setTimeout(() => late.reject(new Error(`${what} did not come.`)), WAIT_MS)
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer))
}

function consolePids(): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/exe`).endsWith('/vs-console')
        ? [Number(name)]
        : []
    } catch {
      return []
    }
  })
}

function rssKib(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

function compileTerm(directory: string): string {
  const program = `${directory}/term`
  const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  execFileSync('gcc', [...flags, `${import.meta.dirname}/driver/term.c`, '-o', program])
  return program
}

/** The payload's with the program. */
function addTemplate(templates: string, program: string): void {
  cpSync(`${templates}/${TEMPLATE}`, `${templates}/${TERM}`, { recursive: true })
  writeFileSync(`${templates}/${TERM}/ready`, '')
  const root = `${templates}/${TERM}/rootfs`
  copyFileSync(program, `${root}/term`)
  mkdirSync(`${root}/bin`, { recursive: true })
  copyFileSync(BUSYBOX, `${root}/bin/sh`)
  writeFileSync(`${root}/etc/passwd`, 'root:x:0:0:root:/:/bin/sh\n')
}

async function startGuest(host: LinuxHost): Promise<void> {
  await createGuest(host, {
    ...{ name: GUEST, template: TERM, limit: { ...UNLIMITED, memoryBytes: 256 * MIB } },
    ...{ initStyle: 'single', network: NO_NETWORK, options: { ...DEFAULT_OPTIONS, command: ['/pause'] } },
    ...{ backend: null, start: true },
  })
}
