import { openSync, readdirSync, readFileSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'
import { AGENT_ID } from './broker-process.ts'
import { RawClient } from './raw-client.ts'
import { type Scratch, test } from './scratch.ts'

const STRANGER_ID = 12345
/** Fewer than a socket's buffer holds of these messages. */
const BATCH = 200
const ERRNO = { EAGAIN: -11, EINVAL: -22, EMSGSIZE: -90, EOPNOTSUPP: -95 } as const

function client({ runDir }: Scratch, uid = 0, gid = uid): RawClient {
  const opened = new RawClient(`${runDir}/broker.sock`, uid, gid)
  onTestFinished(() => opened.close())
  return opened
}

const isServed = async (one: RawClient) => (await one.ask(one.hello()).catch(() => null))?.error === 0

test('the broker serves root and the agent, and nobody else, whatever the mode of its socket', async ({
  scratch,
}) => {
  expect(await isServed(client(scratch))).toBe(true)
  expect(await isServed(client(scratch, AGENT_ID))).toBe(true)
  expect(() => client(scratch, STRANGER_ID)).toThrow('permission denied')
  const inTheGroup = client(scratch, STRANGER_ID, AGENT_ID)
  await inTheGroup.until(() => inTheGroup.isClosed)
  expect(inTheGroup.replies).toEqual([])
})

test('what is not of the protocol is cut, at any length', async ({ scratch }) => {
  const whole = client(scratch).hello()
  const bad = [
    ...Array.from({ length: 48 }, (_, size) => whole.subarray(0, size)).filter((cut) => cut.length > 0),
    client(scratch).hello({ magic: 1 }),
    Buffer.alloc(4145, 0xff),
    Buffer.concat([whole, Buffer.alloc(100_000)]),
  ]
  for (const bytes of bad) {
    const one = new RawClient(`${scratch.runDir}/broker.sock`)
    expect(await one.ask(bytes), `${bytes.length} bytes`).toBeNull()
    one.close()
  }
  expect(await isServed(client(scratch))).toBe(true)
})

test('a malformed request is refused, and the connection goes on', async ({ scratch }) => {
  const one = client(scratch)
  const size = { error: ERRNO.EMSGSIZE, stage: 'size', size: 0 }
  expect(await one.ask(one.hello().subarray(0, 52))).toMatchObject(size)
  expect(await one.ask(one.hello({ size: 9 }))).toMatchObject(size)
  expect(await one.ask(Buffer.concat([one.hello(), Buffer.alloc(1)]))).toMatchObject(size)
  for (const operation of [0, 1000, 2 ** 32 - 1]) {
    expect(await one.ask(one.hello({ operation }))).toMatchObject({ error: ERRNO.EOPNOTSUPP })
  }
  const reserved = one.hello()
  reserved[50] = 1
  expect(await one.ask(reserved)).toMatchObject({ error: ERRNO.EINVAL, stage: 'reserved' })
  expect(await isServed(one)).toBe(true)
})

test('a request that was sent before is not done again', async ({ scratch }) => {
  const one = client(scratch)
  const request = one.hello()
  expect(await one.ask(request)).toMatchObject({ error: 0 })
  expect(await one.ask(request)).toMatchObject({ error: ERRNO.EINVAL, stage: 'request' })
  expect(await one.ask(one.hello({ request: 0 }))).toMatchObject({ error: ERRNO.EINVAL, stage: 'request' })
  expect(await isServed(one)).toBe(true)
})

test('descriptors that come with a request are closed, and so is the connection', async ({ scratch }) => {
  const count = () => fdsOf(scratch.broker.pid)
  expect(await isServed(client(scratch))).toBe(true)
  const before = count()
  for (let times = 0; times < 20; times++) {
    const one = new RawClient(`${scratch.runDir}/broker.sock`)
    const fds = Array.from({ length: 1 + (times % 5) }, () => openSync('/dev/null', 'r'))
    expect(await one.ask(one.hello(), fds)).toBeNull()
    one.close()
  }
  expect(count()).toBeLessThanOrEqual(before)
})

test('the agent cannot take all connections, and root still gets one', async ({ scratch }) => {
  const many = Array.from({ length: 40 }, () => client(scratch, AGENT_ID))
  const served = await Promise.all(many.map(isServed))
  expect(served.filter(Boolean)).toHaveLength(24)
  expect(await isServed(client(scratch))).toBe(true)
  for (const one of many) one.close()
})

test('a hundred thousand requests leave the memory of the broker as it was, and the excess is refused', async ({
  scratch,
}) => {
  const one = client(scratch)
  const ask = async (times: number) => {
    for (let sent = 0; sent < times; ) {
      const target = Math.min(times, sent + BATCH)
      for (; sent < target; sent++) one.send(one.hello(sent % 3 === 0 ? { operation: 999 } : {}))
      await one.until(() => one.replies.length >= total + target)
    }
    total += times
  }
  let total = 0
  await ask(2000)
  const before = memoryOf(scratch.broker.pid)
  await ask(100_000)
  expect(one.isClosed).toBe(false)
  expect(memoryOf(scratch.broker.pid)).toEqual(before)
  const refused = one.replies.filter(({ error, stage }) => error === ERRNO.EAGAIN && stage === 'rate')
  expect(refused.length).toBeGreaterThan(1000)
  expect(one.replies.filter(({ error }) => error === 0).length).toBeGreaterThan(1000)
  while (!(await isServed(one))) await new Promise((resolve) => setTimeout(resolve, 10))
}, 60_000)

test('a client that does not read its answers is cut', async ({ scratch }) => {
  const one = client(scratch)
  const deadlineMs = Date.now() + 10_000
  // Never yields to the loop that would read.
  const flood = () => {
    while (Date.now() < deadlineMs) one.send(one.hello())
  }
  expect(flood).toThrow(/reset by peer|broken pipe/)
  expect(await isServed(client(scratch))).toBe(true)
})

function fdsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length
}

function memoryOf(pid: number) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kib = (key: string) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1])
  return { rss: kib('VmRSS'), data: kib('VmData') }
}
