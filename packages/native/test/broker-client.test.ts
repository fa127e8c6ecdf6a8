import { expect, test } from 'vitest'
import { BrokerClient, loadAddon, watchExit } from '../src/index.ts'
import { testServer } from './server.ts'

const addon = loadAddon()

async function connected() {
  const server = await testServer()
  const client = new BrokerClient(addon, server.path)
  return {
    server,
    client,
    async [Symbol.asyncDispose]() {
      client.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

test('replies reach their requests, many at once', async () => {
  await using setup = await connected()
  const limits = Array.from({ length: 50 }, (_, i) => i + 1)
  const replies = await Promise.all(
    limits.map((memoryBytes) =>
      setup.client.request('limitSet', {
        name: 'web1',
        limit: { memoryBytes, cpuMillicores: null, cpuSet: '' },
      }),
    ),
  )
  expect(replies.map((reply) => reply.value.memoryBytes)).toEqual(limits)
  expect(replies[0]?.value).toMatchObject({ memoryBytes: 1, cpuMillicores: null })
})

test('hello is decoded', async () => {
  await using setup = await connected()
  const { value } = await setup.client.request('hello', {})
  expect(value).toMatchObject({ cgroupMode: 2, running: 3, cgroupParent: 'test' })
})

test('a refusal keeps errno, its name and the stage', async () => {
  await using setup = await connected()
  const refused = setup.client.request('templateDelete', { id: 'debian-12' })
  await expect(refused).rejects.toMatchObject({ errno: 16, code: 'EBUSY', stage: 'test-stage' })
})

test('a request without an answer ends at its deadline or its signal', async () => {
  await using setup = await connected()
  const stop = { name: 'web1', kind: 1 }
  await expect(setup.client.request('guestStop', stop, { timeoutMs: 20 })).rejects.toMatchObject({
    code: 'ETIMEDOUT',
  })
  const signal = AbortSignal.timeout(20)
  await expect(setup.client.request('guestStop', stop, { signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test('a broker that goes away fails the request under way, the next one connects again', async () => {
  await using setup = await connected()
  await expect(setup.client.request('guestDelete', { name: 'web1' })).rejects.toMatchObject({
    code: 'EPIPE',
    stage: 'reply',
  })
  expect((await setup.client.request('hello', {})).value.running).toBe(3)
})

test('a broker that is down is named in the error', async () => {
  await using setup = await connected()
  await setup.server.stop()
  await expect(setup.client.request('hello', {})).rejects.toMatchObject({
    code: 'ENOENT',
    stage: 'connect',
    message: expect.stringContaining(setup.server.path),
  })
  await setup.server.start()
  expect((await setup.client.request('hello', {})).value.running).toBe(3)
})

test('the end of a process comes by its pidfd', async () => {
  await using setup = await connected()
  const opened = await setup.client.request('guestOpen', { name: 'web1' })
  const [pidfd] = opened.fds
  let hasExited = false
  const exit = watchExit(addon, pidfd as number).then(() => {
    hasExited = true
  })
  await setup.client.request('hello', {})
  expect(hasExited).toBe(false)
  await setup.client.request('guestKill', { name: 'web1' })
  await exit
})

test('an aborted watch lets go of the process', async () => {
  await using setup = await connected()
  const opened = await setup.client.request('guestOpen', { name: 'web1' })
  const watch = watchExit(addon, opened.fds[0] as number, AbortSignal.timeout(10))
  await expect(watch).rejects.toMatchObject({ name: 'TimeoutError' })
  await setup.client.request('guestKill', { name: 'web1' })
})

test('what cannot be encoded never reaches the broker', async () => {
  await using setup = await connected()
  await expect(setup.client.request('guestKill', { name: 'x'.repeat(40) })).rejects.toThrow(RangeError)
  await expect(setup.client.request('guestKill', { name: 'a\0b' })).rejects.toThrow(RangeError)
})
