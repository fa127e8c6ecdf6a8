import { expect, test } from 'vitest'
import { cgroupFiles, keyedNumber } from './cgroup-layout.ts'

const place = { mount: '/sys/fs/cgroup', parent: 'vserver', guest: 'web1' }

test('a hybrid host has a group in each hierarchy', () => {
  const files = cgroupFiles({ ...place, mode: 'hybrid' })
  expect(files.cpu.file).toBe('/sys/fs/cgroup/cpuacct/vserver/web1/cpuacct.usage')
  expect(files.cpu.toMicroseconds('5000000\n')).toBe(5000)
  expect(files.tasks).toEqual({ directory: '/sys/fs/cgroup/pids/vserver/web1', file: 'tasks', isTree: false })
})

test('a v2 host has one group with all', () => {
  const files = cgroupFiles({ ...place, mode: 'v2' })
  expect(files.memory.used).toBe('/sys/fs/cgroup/vserver/web1/memory.current')
  expect(files.cpu.toMicroseconds('usage_usec 77\nuser_usec 50\n')).toBe(77)
})

test('a key is matched whole', () => {
  expect(keyedNumber('total_inactive_file 3\ninactive_file 4\n', 'inactive_file')).toBe(4)
  expect(keyedNumber('', 'inactive_file')).toBe(0)
})
