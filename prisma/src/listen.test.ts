import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Embedded, startEmbedded } from './embedded.ts'
import { createDb } from './index.ts'
import { listenTo } from './listen.ts'
import { scratchServer } from './testing.ts'

let server: Embedded

beforeAll(async () => {
  const { options, remove } = scratchServer()
  server = await startEmbedded({ ...options, isThrowaway: true })
  return async () => {
    await server.stop()
    remove()
  }
})

test('a connection that is cut is made again, and says that something may have been missed', async () => {
  const db = createDb(server.url)
  onTestFinished(() => db.$disconnect())
  const heard: string[] = []
  let begun = 0
  let errors = 0
  const listener = listenTo(server.url, 'news', {
    onNotice: (payload) => heard.push(payload),
    onBegin: () => void begun++,
    onError: () => void errors++,
  })
  onTestFinished(() => listener.close())
  await expect.poll(() => begun).toBe(1)
  await db.$executeRaw`SELECT pg_notify('news', 'one')`
  await expect.poll(() => heard).toEqual(['one'])
  await db.$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`
  await expect.poll(() => begun, { timeout: 5000 }).toBe(2)
  await db.$executeRaw`SELECT pg_notify('news', 'two')`
  await expect.poll(() => heard).toEqual(['one', 'two'])
  expect(errors).toBe(1)
})

test('after it was closed nothing is heard and nothing is tried again', async () => {
  let begun = 0
  const listener = listenTo(server.url, 'news', {
    onNotice: () => {},
    onBegin: () => void begun++,
    onError: () => void begun++,
  })
  await expect.poll(() => begun).toBe(1)
  await listener.close()
  const db = createDb(server.url)
  onTestFinished(() => db.$disconnect())
  const left = await db.$queryRaw`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`
  expect(left).toEqual([])
  expect(begun).toBe(1)
})
