import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { consoleHost, MARK } from '../testing/console-host.ts'
import { HIDDEN_LABEL } from './cast.ts'
import { ChunkStore, type OpenPart } from './chunk-store.ts'
import { Recorder, type RecordingEnd } from './recorder.ts'

const RECORDED = { recordingId: 'r1', key: Buffer.alloc(32, 7) }
type Host = Awaited<ReturnType<typeof consoleHost>>

function directory(): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'vserver-web-recording-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function record(
  host: Host,
  { at, openPart, maxBytes = 1e9 }: { at: string; openPart?: OpenPart; maxBytes?: number },
) {
  const store = new ChunkStore(at, openPart)
  const writer = await store.begin(RECORDED, await store.stored(RECORDED))
  const ended = Promise.withResolvers<RecordingEnd>()
  const attached = Promise.withResolvers<void>()
  const recorder = new Recorder({
    ...{ address: host.address, writer, startedAt: new Date(), title: 'web', maxBytes, now: Date.now },
    onEnd: ended.resolve,
    onAttached: attached.resolve,
    onDetached: () => {},
  })
  onTestFinished(() => recorder.abandon())
  recorder.start()
  await attached.promise
  return { recorder, store, ended: ended.promise }
}

/** What waits is stored within a second. */
const soon = <T>(read: () => T) => expect.poll(read, { timeout: 10_000 })

async function eventsOf(store: ChunkStore) {
  let text = ''
  for await (const chunk of store.read(RECORDED)) text += chunk.text
  const [header = {}, ...events] = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  const all: [number, string, string][] = events
  const output = all
    .filter(([, kind]) => kind === 'o')
    .map(([, , data]) => data)
    .join('')
  return { header, events: all, output, told: all.map(([, kind, data]) => `${kind} ${data}`) }
}

test('a console becomes an asciicast: output, what was typed, sizes, and when it ended', async () => {
  const host = await consoleHost()
  host.print('before anybody looked\r\n')
  const { store, ended } = await record(host, { at: directory() })
  host.resize(100, 30)
  host.type('ls\r')
  host.print('ls\r\n')
  host.exit(0)
  expect(await ended).toEqual({ kind: 'exit', status: 0 })
  const { header, told, events } = await eventsOf(store)
  expect(header).toMatchObject({ version: 2, width: 80, height: 24, title: 'web' })
  expect(told).toEqual(['o before anybody looked\r\n', 'r 100x30', 'i ls\r', 'o ls\r\n'])
  const times = events.map(([seconds]) => seconds)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.at(-1)).toBeLessThan(20)
})

test('a hidden password is one marker, however it was typed', async () => {
  const host = await consoleHost()
  const { store, ended } = await record(host, { at: directory() })
  for (const key of 'hunter2\r') host.type(key, MARK.hidden)
  host.type('ls\r')
  host.exit(0)
  await ended
  expect((await eventsOf(store)).told).toEqual([`m ${HIDDEN_LABEL}`, 'i ls\r'])
})

test('a character that comes in pieces is whole in the recording', async () => {
  const host = await consoleHost()
  const { store, ended } = await record(host, { at: directory() })
  for (const byte of Buffer.from('ä€😀!')) host.print(Uint8Array.of(byte))
  host.print(Uint8Array.of(0xe2, 0x82))
  host.exit(0)
  await ended
  expect((await eventsOf(store)).output).toBe('ä€😀!\ufffd')
})

test('a panel that is killed goes on at the last stored byte: nothing is lost and nothing is there twice', async () => {
  const host = await consoleHost()
  const at = directory()
  const first = await record(host, { at })
  host.print('€ one\r\n'.repeat(20_000))
  host.type('typed\r')
  await soon(() => first.recorder.stored.bytes).toBeGreaterThan(0)
  first.recorder.abandon()
  const part = path.join(at, 'r1/000000')
  appendFileSync(part, Buffer.from('ff00000000', 'hex')) // a chunk that was begun
  const second = await record(host, { at })
  host.print('two\r\n')
  host.exit(0)
  await second.ended
  expect(readdirSync(path.join(at, 'r1'))).toEqual(['000000', '000001'])
  const { output, told } = await eventsOf(second.store)
  expect(output).toBe(`${'€ one\r\n'.repeat(20_000)}two\r\n`)
  expect(told.filter((event) => event === 'i typed\r')).toHaveLength(1)
  expect(told).toContain('m the panel was started again')
})

test('a killed panel finds each of its chunks whole, wherever the last one was torn', async () => {
  const host = await consoleHost()
  const at = directory()
  const { store, recorder } = await record(host, { at })
  for (let line = 0; line < 5; line++) host.print(`${line} ${'x'.repeat(40_000)}\r\n`)
  await soon(() => recorder.stored.position.offset).toBe(5 * 40_004)
  const before = recorder.stored
  recorder.abandon()
  const part = path.join(at, 'r1/000000')
  const whole = readFileSync(part)
  for (const size of [whole.length - 1, whole.length - 17, Math.floor(whole.length / 2), 3, 0]) {
    truncateSync(part, size)
    const { position, hash } = await store.stored(RECORDED)
    expect(position.offset).toBeLessThan(before.position.offset)
    expect(hash).not.toBe(before.hash)
    expect((await eventsOf(store)).output.length).toBe(position.offset)
    writeFileSync(part, whole)
  }
  expect((await store.stored(RECORDED)).hash).toBe(before.hash)
})

test('output that the host did not keep is a marked gap', async () => {
  const host = await consoleHost()
  const at = directory()
  const first = await record(host, { at })
  host.print('kept\r\n')
  await soon(() => first.recorder.stored.position.offset).toBe(6)
  first.recorder.abandon()
  host.print('x'.repeat(1000))
  host.firstOffset = 1000
  const second = await record(host, { at })
  host.exit(0)
  await second.ended
  expect((await eventsOf(second.store)).told).toContain('m 994 bytes of output were not kept')
})

test('a link that breaks is made again at the byte where it broke', async () => {
  const host = await consoleHost()
  const { store, ended } = await record(host, { at: directory() })
  for (let round = 0; round < 10; round++) {
    host.print(`round ${round}\r\n`)
    host.cut()
    await soon(() => host.observers).toBe(1)
  }
  host.exit(0)
  await ended
  expect(host.asked.length).toBe(11)
  expect((await eventsOf(store)).output).toBe(
    Array.from({ length: 10 }, (_, round) => `round ${round}\r\n`).join(''),
  )
})

test('the console may send more only once it is stored', async () => {
  const host = await consoleHost()
  const gate = Promise.withResolvers<void>()
  const openPart: OpenPart = async () => ({ write: () => gate.promise, close: async () => {} })
  const { recorder } = await record(host, { at: directory(), openPart })
  host.print('x'.repeat(500_000))
  await soon(() => host.sentBytes).toBe(96 * 1024)
  const credits = host.got.filter((type) => type === 4).length
  expect(credits).toBe(1)
  gate.resolve()
  await soon(() => recorder.stored.position.offset).toBe(500_000)
})

test('a full disk ends the recording, and what was stored before stays readable', async () => {
  const host = await consoleHost()
  const at = directory()
  let room = 2000
  const real = new ChunkStore(at)
  const openPart: OpenPart = async (file) => ({
    write: async (bytes) => {
      const fits = bytes.subarray(0, room)
      room -= fits.length
      appendFileSync(file, fits)
      if (fits.length < bytes.length) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    },
    close: async () => {},
  })
  const { ended, recorder } = await record(host, { at, openPart })
  host.print('first\r\n')
  await soon(() => recorder.stored.position.offset).toBe(7)
  for (let round = 0; round < 40; round++) host.print(crypto.getRandomValues(new Uint8Array(4096)))
  expect(await ended).toMatchObject({ kind: 'storage', cause: { code: 'ENOSPC' } })
  expect((await eventsOf(real)).output).toMatch(/^first/)
  expect((await real.stored(RECORDED)).hash).toBe(recorder.stored.hash)
  expect(host.observers).toBe(0)
})

test('a recording that grows too large ends', async () => {
  const host = await consoleHost()
  const { ended } = await record(host, { at: directory(), maxBytes: 10_000 })
  for (let round = 0; round < 40; round++) host.print(crypto.getRandomValues(new Uint8Array(4096)))
  expect(await ended).toEqual({ kind: 'tooLarge' })
})

test('the files hold no word of it, and a chunk opens nowhere but at its place', async () => {
  const host = await consoleHost()
  const at = directory()
  const { store, ended } = await record(host, { at })
  host.print('a secret of the guest')
  host.exit(0)
  await ended
  const part = path.join(at, 'r1/000000')
  expect(readFileSync(part).includes('secret')).toBe(false)
  const bytes = readFileSync(part)
  writeFileSync(path.join(at, 'r1/000001'), bytes)
  expect((await eventsOf(store)).output).toBe('a secret of the guest')
  const changed = Buffer.from(bytes)
  changed.writeUInt8(changed.readUInt8(10) ^ 1, 10)
  writeFileSync(part, changed)
  expect((await eventsOf(store)).output).toBe('')
})
