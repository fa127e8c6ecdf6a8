import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { MIB } from '@vserver/core/units'
import { expect, onTestFinished, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'
import { formatFor } from './answer.ts'
import type { Family } from './families.ts'
import { renderFamilies } from './render.ts'
import { serveMetrics } from './serve.ts'

async function sampled() {
  const all = testAgent({ guests: [runningGuest('web1', { memoryBytes: 64 * MIB }), guestRecord('web2')] })
  const { agent, host } = all
  const flow = (bytes: number) => ({ bytes, packets: bytes / 100 })
  const flows = { in4: flow(100), in6: flow(200), out4: flow(300), out6: flow(400) }
  host.nets.use = [{ name: 'web1', ...flows, spoofed: 0, rateDropped: 3 }]
  const counters = await host.runtime.readCounters(guestName('web1'))
  if (counters === null) throw new Error('no counters')
  const pressure = { cpuSome: 1_500_000, memorySome: 0, memoryFull: 0, ioSome: 0, ioFull: 0 }
  const io = { readBytes: 1, writeBytes: 2, readOperations: 3, writeOperations: 4 }
  host.kernel.counters.set(guestName('web1'), { ...counters, pressure, io, cpuUsageMicroseconds: 2_000_000 })
  await agent.reconciler.all()
  await agent.traffic.read()
  const round = async () => {
    for (let tick = 0; tick < 5; tick++) {
      host.advance(2000)
      await agent.sampler.tick()
    }
  }
  await round()
  const text = async (format: 'openMetrics' | 'text' = 'openMetrics') =>
    String(await agent.exposition.text(format))
  return { ...all, round, text }
}

/** What OpenMetrics asks of every line; the families that were met. */
function familiesIn(text: string): string[] {
  const families: string[] = []
  expect(text.endsWith('# EOF\n')).toBe(true)
  for (const line of text.split('\n').slice(0, -2)) {
    const family = families.at(-1) ?? ''
    const type = /^# TYPE (\S+) (counter|gauge)$/.exec(line)
    if (type?.[1]) {
      expect(families).not.toContain(type[1])
      families.push(type[1])
    } else if (line.startsWith('# UNIT ')) {
      const [, , name, unit] = line.split(' ')
      expect(name).toBe(family)
      expect(name?.endsWith(`_${unit}`)).toBe(true)
    } else if (line.startsWith('# HELP ')) expect(line).toMatch(new RegExp(`^# HELP ${family} .+\\.$`))
    else {
      const sample = /^([a-z][a-z0-9_]*)(?:\{(?:[a-z]+="[^"]*",?)+\})? -?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.exec(
        line,
      )
      expect(sample, line).not.toBeNull()
      expect([family, `${family}_total`]).toContain(sample?.[1])
    }
  }
  return families
}

test('what is told of guests and the host is OpenMetrics, counters as counters', async () => {
  const { text } = await sampled()
  const told = await text()
  const families = familiesIn(told)
  expect(families.length).toBeGreaterThan(35)
  for (const line of [
    'vserver_guest_up{guest="web1"} 1',
    'vserver_guest_up{guest="web2"} 0',
    'vserver_guest_cpu_seconds_total{guest="web1"} 2',
    `vserver_guest_memory_bytes{guest="web1"} ${20 * MIB}`,
    `vserver_guest_memory_limit_bytes{guest="web1"} ${64 * MIB}`,
    'vserver_guest_pressure_seconds_total{guest="web1",resource="cpu",kind="some"} 1.5',
    'vserver_guest_io_bytes_total{guest="web1",direction="write"} 2',
    'vserver_guest_network_bytes_total{guest="web1",direction="out",family="6"} 400',
    'vserver_guest_network_dropped_packets_total{guest="web1"} 3',
    'vserver_host_guests_running 1',
  ]) {
    expect(told.split('\n')).toContain(line)
  }
  expect(told).not.toContain('vserver_guest_swap_bytes{')
})

test('who asks for the older format gets it, with the names of counters whole', async () => {
  const { text } = await sampled()
  const told = await text('text')
  expect(told).toContain('# TYPE vserver_guest_cpu_seconds_total counter\n')
  expect(told).not.toMatch(/# (?:UNIT|EOF)/)
  expect([formatFor(''), formatFor('text/plain'), formatFor('*/*')]).toEqual([
    'openMetrics',
    'text',
    'openMetrics',
  ])
  expect(formatFor('application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5')).toBe(
    'openMetrics',
  )
})

test('a round of samples is rendered once, however often it is asked for', async () => {
  const { agent, round } = await sampled()
  const [first, again] = await Promise.all([
    agent.exposition.text('openMetrics'),
    agent.exposition.text('openMetrics'),
  ])
  expect(again).toBe(first)
  await round()
  expect(await agent.exposition.text('openMetrics')).not.toBe(first)
})

test('what a label holds cannot end it', async () => {
  const family: Family<null> = { name: 'x', type: 'gauge', help: 'X.', values: () => 1 }
  const subjects = [{ labels: { a: 'q"\\\n' }, subject: null }]
  expect(await renderFamilies([family], subjects, 'openMetrics')).toContain('x{a="q\\"\\\\\\n"} 1\n')
})

test('over TCP the token of the file is asked for, which only the agent may read', async () => {
  const { agent } = await sampled()
  const directory = await mkdtemp('/tmp/vserver-metrics-')
  onTestFinished(() => rm(directory, { recursive: true }))
  const tokenFile = path.join(directory, 'agent', 'token')
  const listen = { host: '127.0.0.1', port: 0 }
  const server = await serveMetrics(agent.exposition, { listen, tokenFile })
  onTestFinished(() => server.close())
  const token = (await readFile(tokenFile, 'utf8')).trim()
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600)
  const get = async (authorization: string, file = '/metrics') => {
    const response = await fetch(`http://127.0.0.1:${server.port}${file}`, { headers: { authorization } })
    const body = await response.text()
    return { status: response.status, type: response.headers.get('content-type'), body }
  }
  expect(await get(`Bearer ${token}`)).toMatchObject({
    status: 200,
    type: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
    body: expect.stringMatching(/# EOF\n$/),
  })
  expect((await get(`Bearer ${token}`, '/healthz')).status).toBe(404)
  for (const wrong of ['', token, `Bearer ${token}x`, `Bearer ${token.slice(1)}`, 'Bearer ']) {
    expect(await get(wrong)).toMatchObject({ status: 401, body: '' })
  }
})
