import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished } from 'vitest'
import { createGuest, getGuest, stopGuest } from '../src/guest/index.ts'
import { GuestName } from '../src/guest/model.ts'
import { setLimit } from '../src/limit/index.ts'
import { MIB } from '../src/units.ts'
import { hierarchies, kernelLimits } from './kernel-view.ts'
import { openScratch, test, tinyInput } from './scratch.ts'

/** systemd is this machine's init and the only one who should divide the root of cgroup2. */
const isSystemd = existsSync('/run/systemd/system') && hierarchies().length === 1

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Units that come with a controller and go, after which systemd takes back what no unit needs. */
function tidyRoot(): void {
  run('systemd-run', '--quiet', '--wait', '-p', 'CPUWeight=200', '-p', 'AllowedCPUs=0', 'true')
  run('systemd-run', '--quiet', '--wait', 'true')
  run('systemctl', 'daemon-reload')
  run('systemd-run', '--quiet', '--wait', 'true')
}

test.skipIf(!isSystemd)('systemd leaves a running guest its limits', async ({ scratch }) => {
  await scratch.createTiny('tidied')
  const before = kernelLimits(scratch.instance, 'tidied')
  expect(before).toEqual({ memory: String(256 * MIB), processes: '64', cpu: '50000 100000' })
  tidyRoot()
  expect(kernelLimits(scratch.instance, 'tidied')).toEqual(before)
  const changed = await setLimit(scratch.host, GuestName.parse('tidied'), { cpuMillicores: 250 })
  expect(changed.cpuMillicores).toBe(250)
  await scratch.broker.end('SIGTERM')
  tidyRoot()
  expect(kernelLimits(scratch.instance, 'tidied').cpu).toBe('25000 100000')
  await scratch.broker.start()
})

/**
 * A unit whose group has no process of its own, as one that divides its resources must be; the one that keeps the
 * unit alive sits below. Source: systemd, CGROUP_DELEGATION.md; cgroup-v2.rst, "No Internal Process Constraint".
 */
function delegateUnit(unit: string): void {
  const properties = ['Delegate=yes', 'KillMode=process', 'OOMPolicy=continue', 'TasksMax=infinity']
  const options = [...properties.flatMap((one) => ['-p', one]), '--slice=-.slice', `--unit=${unit}`]
  run('systemd-run', '--quiet', ...options, 'sleep', 'infinity')
  const group = `/sys/fs/cgroup/${unit}.service`
  mkdirSync(`${group}/keeper`)
  writeFileSync(`${group}/keeper/cgroup.procs`, readFileSync(`${group}/cgroup.procs`))
}

test.skipIf(!isSystemd)('guests live in a unit that systemd has delegated', async () => {
  const unit = `vserver-test-${process.pid}`
  onTestFinished(() => run('systemctl', 'stop', unit))
  delegateUnit(unit)
  const cgroup = `/${unit}.service/guests`
  const scratch = await openScratch({ cgroup })
  onTestFinished(() => scratch.close())
  const { name } = await createGuest(scratch.host, tinyInput('unit'))
  tidyRoot()
  expect(kernelLimits(cgroup, 'unit')).toMatchObject({ processes: '64', cpu: '50000 100000' })
  const inspected = await scratch.host.runtime.inspect(name)
  if (inspected.state !== 'running') throw new Error('it does not run')
  expect(readFileSync(`/proc/${inspected.pid}/cgroup`, 'utf8')).toContain(`${cgroup}/unit/`)
  expect(await scratch.host.runtime.readCounters(name)).toMatchObject({ processes: expect.any(Number) })
  await scratch.broker.end('SIGKILL')
  await scratch.broker.start()
  expect(await getGuest(scratch.host, name)).toMatchObject({ state: 'running' })
  expect(await stopGuest(scratch.host, name)).toMatchObject({ state: 'stopped' })
})
