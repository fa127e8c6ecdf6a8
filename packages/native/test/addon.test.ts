import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { loadAddon } from '../src/index.ts'
import { testServer } from './server.ts'

const addon = loadAddon()
const nothing = () => {}

function firstMessage(path: string, bytes: Buffer, fds: number[]) {
  return new Promise<{ bytes: Buffer; fds: number[] }>((resolve, reject) => {
    const handle = addon.connect(
      path,
      (message, received) => {
        addon.close(handle)
        resolve({ bytes: message, fds: received })
      },
      nothing,
      (errno) => reject(new Error(`closed: ${errno}`)),
    )
    addon.send(handle, bytes, fds)
  })
}

test('a packet and its descriptor come back', async () => {
  await using server = await testServer()
  const fd = openSync('/dev/null', 'r')
  const answer = await firstMessage(server.path, Buffer.from('ping'), [fd])
  expect(answer.bytes.toString()).toBe('ping')
  expect(answer.fds).toHaveLength(1)
  expect(answer.fds[0]).not.toBe(fd)
  expect(fstatSync(answer.fds[0] as number).rdev).toBe(fstatSync(fd).rdev)
  addon.closeFd(answer.fds[0] as number)
  closeSync(fd)
})

test('nobody listening gives the name of the errno', () => {
  const connect = () => addon.connect('/tmp/vs-nobody-is-here', nothing, nothing, nothing)
  expect(connect).toThrow(expect.objectContaining({ code: 'ENOENT', errno: 2 }))
})

test('the other side going away is told once, and a send afterwards is refused', async () => {
  await using server = await testServer()
  let closed = 0
  let resolve: () => void = nothing
  const gone = new Promise<void>((done) => {
    resolve = done
  })
  const handle = addon.connect(server.path, nothing, nothing, () => {
    closed++
    resolve()
  })
  await server.stop()
  await gone
  await server.start()
  expect(closed).toBe(1)
  expect(() => addon.send(handle, Buffer.from('x'), [])).toThrow(expect.objectContaining({ code: 'EPIPE' }))
  addon.close(handle)
  addon.close(handle)
})

test('a full socket takes nothing and says when it drains', async () => {
  await using server = await testServer()
  const wanted = 2000
  let sent = 0
  let received = 0
  await new Promise<void>((resolve, reject) => {
    const packet = Buffer.alloc(40)
    const fill = () => {
      while (sent < wanted && addon.send(handle, packet, [])) sent++
    }
    const handle = addon.connect(
      server.path,
      () => {
        received++
        if (received === wanted) {
          addon.close(handle)
          resolve()
        }
      },
      fill,
      (errno) => reject(new Error(`closed: ${errno}`)),
    )
    fill()
    expect(sent).toBeLessThan(wanted)
  })
  expect(received).toBe(wanted)
})

test('closing leaves no descriptor open', async () => {
  await using server = await testServer()
  const openFds = () => readdirSync('/proc/self/fd').length
  const before = openFds()
  for (let i = 0; i < 20; i++) await firstMessage(server.path, Buffer.from('x'), [])
  // libuv closes at the end of the loop's turn.
  await expect.poll(openFds).toBeLessThanOrEqual(before)
})

test('wrong arguments are type errors', () => {
  const anything = addon as unknown as Record<string, (...values: unknown[]) => unknown>
  expect(() => anything.connect?.('/tmp/x')).toThrow(TypeError)
  expect(() => anything.connect?.('/tmp/x', 1, 2, 3)).toThrow(TypeError)
  expect(() => anything.send?.({}, Buffer.alloc(1), [])).toThrow(TypeError)
  expect(() => anything.close?.(null)).toThrow()
  expect(() => anything.watchPidfd?.(-1, nothing)).toThrow(TypeError)
  expect(() => addon.closeFd(1_000_000)).toThrow(expect.objectContaining({ code: 'EBADF' }))
})

test('a worker that ends with an open connection takes it down cleanly', async () => {
  await using server = await testServer()
  const file = fileURLToPath(new URL('../build/vserver.node', import.meta.url))
  const source = `
    const { workerData, parentPort } = require('node:worker_threads')
    const addon = require(workerData.file)
    addon.connect(workerData.path, () => {}, () => {}, () => {})
    globalThis.handle = null
    parentPort.postMessage('up')`
  for (let i = 0; i < 3; i++) {
    const worker = new Worker(source, { eval: true, workerData: { file, path: server.path } })
    await once(worker, 'message')
    expect(await worker.terminate()).toBe(1)
  }
  const answer = await firstMessage(server.path, Buffer.from('still here'), [])
  expect(answer.bytes.toString()).toBe('still here')
})
