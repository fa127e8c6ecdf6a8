import { expect, test } from 'vitest'
import { parseEnv } from './env.ts'

test('the directories follow from the instance', () => {
  expect(parseEnv({ VSERVER_INSTANCE: 'blue' })).toMatchObject({
    runDir: '/run/blue',
    dataDir: '/var/lib/blue',
    mirror: '',
  })
})

test('every fault is told at once', () => {
  const act = () =>
    parseEnv({ VSERVER_INSTANCE: '../x', VSERVER_RUN_DIR: 'run', VSERVER_MIRROR: 'ftp://mirror/' })
  expect(act).toThrow(/VSERVER_INSTANCE.*VSERVER_RUN_DIR.*VSERVER_MIRROR/)
})

test('the pool is swept at three unless another hour, or none, is chosen', () => {
  const hourOf = (value?: string) => parseEnv({ VSERVER_SWEEP_HOUR: value }).sweepHour
  expect([hourOf(), hourOf('0'), hourOf('23'), hourOf('off')]).toEqual([3, 0, 23, null])
  expect(() => hourOf('24')).toThrow(/VSERVER_SWEEP_HOUR/)
})

test('metrics are scraped on loopback alone', () => {
  const listenOf = (value?: string) => parseEnv({ VSERVER_METRICS_LISTEN: value }).metricsListen
  expect([listenOf(), listenOf(''), listenOf('127.0.0.1:9464'), listenOf('[::1]:9464')]).toEqual([
    null,
    null,
    { host: '127.0.0.1', port: 9464 },
    { host: '::1', port: 9464 },
  ])
  for (const value of ['0.0.0.0:9464', '9464', '10.0.0.1:1', 'localhost:1', '127.0.0.1']) {
    expect(() => listenOf(value)).toThrow(/VSERVER_METRICS_LISTEN/)
  }
})
