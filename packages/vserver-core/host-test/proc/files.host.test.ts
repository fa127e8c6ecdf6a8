import { expect } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import type { Host } from '../../src/host.ts'
import { setLimit } from '../../src/limit/index.ts'
import { MIB } from '../../src/units.ts'
import { runShell } from '../run-in-guest.ts'
import { test } from '../scratch.ts'
import { patient } from '../slowness.ts'

async function said(host: Host, guest: string, script: string): Promise<string> {
  const { code, output } = await runShell(host, guest, script)
  expect(code, output).toBe(0)
  return output
}

function meminfo(text: string): Map<string, number> {
  return new Map(
    [...text.matchAll(/^(\S+):\s+(\d+) kB$/gm)].map(([, key = '', value]) => [key, Number(value)]),
  )
}

const KIB_OF_256_MIB = 262_144

test('a guest with 256 MB and half a CPU sees just these in /proc and /sys', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('half')
  const memory = meminfo(await said(host, 'half', 'cat /proc/meminfo'))
  const value = (key: string) => memory.get(key) ?? Number.NaN
  expect(value('MemTotal')).toBe(KIB_OF_256_MIB)
  expect(value('MemFree')).toBeGreaterThan(KIB_OF_256_MIB / 2)
  expect(value('MemAvailable')).toBeGreaterThanOrEqual(value('MemFree'))
  expect(value('MemAvailable')).toBeLessThanOrEqual(KIB_OF_256_MIB)
  expect(value('MemFree') + value('Cached') + value('AnonPages')).toBeLessThanOrEqual(KIB_OF_256_MIB)
  const [swaps = '', ...rest] = (await said(host, 'half', 'cat /proc/swaps')).trim().split('\n')
  expect([swaps.startsWith('Filename'), rest.length]).toEqual([true, value('SwapTotal') > 0 ? 1 : 0])
  expect(await said(host, 'half', 'grep -c "^processor" /proc/cpuinfo')).toBe('1\n')
  expect(await said(host, 'half', 'grep -c "^cpu[0-9]" /proc/stat')).toBe('1\n')
  const cpu = '/sys/devices/system/cpu'
  expect(await said(host, 'half', `cat ${cpu}/online ${cpu}/possible ${cpu}/present`)).toBe('0\n0\n0\n')
  expect((await said(host, 'half', `ls ${cpu}`)).split(/\s+/).filter((name) => /^cpu\d/.test(name))).toEqual([
    'cpu0',
  ])
})

test('top and free of busybox say the limits of the guest', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('tools')
  const top = await said(host, 'tools', '/bin/busybox top -b -n1')
  const [, used, free] = /Mem: (\d+)K used, (\d+)K free/.exec(top) ?? []
  expect(Number(used) + Number(free)).toBe(KIB_OF_256_MIB)
  expect(top).toMatch(/^Load average: 0\.\d\d 0\.\d\d 0\.\d\d /m)
})

test('a changed limit is seen at once by a running guest', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('resized')
  expect(await said(host, 'resized', 'head -n1 /proc/meminfo')).toMatch(/ 262144 kB/)
  await setLimit(host, GuestName.parse('resized'), { memoryBytes: 128 * MIB, cpuMillicores: 1500 })
  expect(await said(host, 'resized', 'head -n1 /proc/meminfo')).toMatch(/ 131072 kB/)
  expect(await said(host, 'resized', 'grep -c "^cpu[0-9]" /proc/stat')).toBe('2\n')
  expect(await said(host, 'resized', 'cat /sys/devices/system/cpu/online')).toBe('0-1\n')
  expect(await said(host, 'resized', 'ls -d /sys/devices/system/cpu/cpu1')).toContain('cpu1')
})

test('uptime and idle time of a guest are its own and add up', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('clock')
  const script = 'cat /proc/uptime; sed -n "s/^cpu  //p; s/^btime //p" /proc/stat; date +%s'
  const [uptimes = '', cpu = '', btime, now] = (await said(host, 'clock', script)).split('\n')
  const [uptime = 0, idle = 0] = uptimes.split(' ').map(Number)
  const [user = 0, nice, system = 0, cpuIdle = 0, , , , steal = 0] = cpu.split(' ').map(Number)
  expect(uptime).toBeLessThan(patient(20))
  expect(idle).toBeLessThanOrEqual(uptime)
  expect(nice).toBe(0)
  const sum = (user + system + cpuIdle + steal) / 100
  expect(Math.abs(sum - uptime)).toBeLessThan(0.3) // read one after the other
  expect(Math.abs(Number(now) - uptime - Number(btime))).toBeLessThanOrEqual(2)
})

test('time that the limit of a busy guest refuses is steal, and never runs backwards', async ({
  scratch,
}) => {
  const { host } = scratch
  await scratch.createTiny('capped')
  await said(host, 'capped', 'trap "" HUP; (while :; do :; done) & sleep 1')
  const read = async () => {
    const [user = 0, , system = 0, idle = 0, , , , steal = 0] = (
      await said(host, 'capped', 'sed -n "s/^cpu  //p" /proc/stat')
    )
      .split(' ')
      .map(Number)
    return { used: user + system, idle, steal }
  }
  const first = await read()
  await new Promise((resolve) => setTimeout(resolve, 2000))
  const second = await read()
  const [used, idle, steal] = [second.used - first.used, second.idle - first.idle, second.steal - first.steal]
  // How long both readings took as well, which on a slow machine is more than the pause between them.
  const passed = used + idle + steal
  expect(passed).toBeGreaterThan(190) // hundredths of a second
  expect(idle).toBeGreaterThanOrEqual(0)
  expect(steal).toBeGreaterThan(passed / 4) // of the half that it wanted and did not get
  expect(used).toBeGreaterThan(passed / 4)
  expect(used).toBeLessThan((passed * 3) / 4)
})

test('who reads in pieces gets one text from its beginning to its end', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('pieces')
  await said(host, 'pieces', 'trap "" HUP; (while :; do :; done) & true')
  for (const bytes of [1, 7, 100, 4096]) {
    const text = await said(host, 'pieces', `dd if=/proc/stat bs=${bytes} 2>/dev/null`)
    expect(text).toMatch(/^cpu {2}(\d+ ){9}\d+\ncpu0 (\d+ ){9}\d+\nintr 0\nctxt 0\nbtime \d+\n/)
    const [total, one] = text.split('\n').map((line) => line.replace(/^cpu\d? +/, ''))
    expect(one).toBe(total) // one shown processor: both lines are of the same moment
    expect(text.endsWith('\n')).toBe(true)
  }
})

test('files are read whole by sendfile and copied like those of the kernel', async ({ scratch }) => {
  const { host } = scratch
  await scratch.createTiny('copies')
  const script = 'cat /proc/meminfo >/tmp/cat; cp /proc/meminfo /tmp/cp; wc -l </tmp/cat; wc -l </tmp/cp'
  const [cat, cp] = (await said(host, 'copies', script)).split('\n').map(Number)
  expect(cat).toBeGreaterThan(30)
  expect(cp).toBe(cat)
})

test('root of a guest can neither take the files away nor write to them nor leave its own', async ({
  scratch,
}) => {
  const { host } = scratch
  for (const name of ['own', 'neighbour']) await scratch.createTiny(name)
  const cpu = '/sys/devices/system/cpu'
  for (const attack of [
    'umount /proc/loadavg',
    'umount -l /proc/meminfo',
    'umount -f /proc/stat',
    `umount ${cpu}`,
    'echo 1 >/proc/loadavg',
    `mkdir ${cpu}/cpu9`,
    `ls ${cpu}/../neighbour/loadavg`,
    `cat ${cpu}/../sysinfo`,
  ]) {
    const { code, output } = await runShell(host, 'own', attack)
    expect(code, `${attack}: ${output}`).not.toBe(0)
  }
  expect(await said(host, 'own', 'head -n1 /proc/meminfo')).toMatch(/ 262144 kB/)
  const places = await said(host, 'own', 'grep vs-proc /proc/self/mountinfo')
  expect(
    places
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[3]),
  ).toHaveLength(8)
  expect(places).not.toContain('neighbour')
})
