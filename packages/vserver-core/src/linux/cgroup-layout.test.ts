import { expect, test } from 'vitest'
import { cgroupFiles } from './cgroup-layout.ts'

const place = { mount: '/sys/fs/cgroup', parent: 'vserver', guest: 'web1' }

test('a hybrid host has a group in each hierarchy', () => {
  const files = cgroupFiles({ ...place, mode: 'hybrid' })
  expect(files.cpu.file).toBe('/sys/fs/cgroup/cpuacct/vserver/web1/cpuacct.usage')
  expect(files.pressure.io).toBe('/sys/fs/cgroup/unified/vserver/web1/io.pressure')
  expect(files.tasks).toEqual({ directory: '/sys/fs/cgroup/pids/vserver/web1', file: 'tasks', isTree: false })
})

test('a v2 host has one group with all', () => {
  const files = cgroupFiles({ ...place, mode: 'v2' })
  expect(files.memory.used).toBe('/sys/fs/cgroup/vserver/web1/memory.current')
  expect(files.pressure.io).toBe('/sys/fs/cgroup/vserver/web1/io.pressure')
})
