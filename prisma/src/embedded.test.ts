import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import { type EmbeddedOptions, startEmbedded } from './embedded.ts'
import { scratchServer } from './testing.ts'

/** One cluster, as making one takes longest; each test runs its own server on it. */
let options: EmbeddedOptions

beforeAll(() => {
  const scratch = scratchServer()
  options = { ...scratch.options, isThrowaway: true }
  return scratch.remove
})

async function start(how: Partial<EmbeddedOptions> = {}) {
  const server = await startEmbedded({ ...options, ...how })
  onTestFinished(() => server.stop())
  return server
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('a second start takes over the server that runs already', async () => {
  const first = await start()
  const second = await start()
  expect(second).toMatchObject({ pid: first.pid, url: first.url })
})

test('what was committed is there after the server was killed and started again', async () => {
  const first = await start({ isThrowaway: false })
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n')
  process.kill(first.pid, 'SIGKILL')
  const second = await start({ isThrowaway: false })
  expect(second.pid).not.toBe(first.pid)
  expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }])
})

test('a server that died is started again, and one that runs is left alone', async () => {
  const server = await start()
  const { pid } = server
  await server.ensure()
  expect(server.pid).toBe(pid)
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  await server.ensure()
  expect(await query(server.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
})

test('nobody connects without the password, and nothing listens on the network', async () => {
  const { url, pid } = await start()
  await expect(query(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/password/)
  expect(statSync(path.join(options.directory, 'password')).mode & 0o777).toBe(0o600)
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }])
  expect(readFileSync(`/proc/${pid}/status`, 'utf8')).not.toMatch(/^Uid:\s+0\b/m)
})

test('a stopped server leaves no process', async () => {
  const { pid, stop } = await start()
  await stop()
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
  expect(readdirSync(path.join(options.directory, 'data'))).not.toContain('postmaster.pid')
})
