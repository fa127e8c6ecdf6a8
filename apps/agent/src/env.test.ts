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
