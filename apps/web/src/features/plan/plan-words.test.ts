import { UNLIMITED } from '@vserver/core/limit/constants'
import { expect, test } from 'vitest'
import { planFacts } from './plan-words.ts'

test('a plan without limits says so', () => {
  expect(planFacts({ ...UNLIMITED, cpuMillicores: 500 })).toEqual([
    'memory without limit',
    '0.5 CPU',
    'processes without limit',
    'disk without limit',
  ])
  const limited = planFacts({ ...UNLIMITED, diskBytes: 10 * 1024 ** 3, inodes: 500_000 })
  expect(limited.slice(3)).toEqual(['10 GiB disk', '500,000 inodes'])
})
