import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { agentApi } from '../up/agent-api.ts'
import { isAlive, signal, startTime, waitGone } from '../up/process.ts'
import { runningBuilds, runningGuests } from '../up/run-state.ts'
import { stopService } from '../up/service.ts'
import { instancePaths } from '../up/settings.ts'

const GUEST_DEADLINE_MS = 60_000
const BUILD_DEADLINE_MS = 15_000

async function down(instance: string, withGuests: boolean): Promise<void> {
  const { libDir, runDir } = instancePaths(instance)
  const dataDir = dataDirOf(libDir, instance)
  if (withGuests) await stopGuests(libDir, runDir)
  const stopped: string[] = []
  for (const name of ['web', 'agent', 'broker']) {
    if (await stopService(`${runDir}/${name}.pid`)) stopped.push(name === 'web' ? 'panel' : name)
    if (name === 'web' && (await stopDatabase(dataDir))) stopped.push('database')
  }
  for (const build of runningBuilds(runDir)) {
    signal(build, 'SIGTERM')
    if (await waitGone(build, BUILD_DEADLINE_MS)) stopped.push(`the build of ${build.id}`)
  }
  unmountStorage(runDir, `${dataDir}/storage`)
  if (withGuests) restoreNetwork(instance, libDir, dataDir, runDir)
  console.log(stopped.length > 0 ? `Stopped: ${stopped.join(', ')}.` : 'Nothing was running.')
  const guests = runningGuests(runDir)
  if (guests.length === 0) console.log('No guest is running.')
  else
    console.log(
      `${guests.length === 1 ? '1 guest keeps' : `${guests.length} guests keep`} running: ${guests.map((guest) => guest.name).join(', ')}. Stop them with ./down --guests, or find them again with ./up.`,
    )
}

/** What the broker has mounted over the storage; guests have copies of their own and do not notice. */
function unmountStorage(runDir: string, storage: string): void {
  const id = mountNumber(`${runDir}/storage-mount`)
  if (id === null) return
  const isOurs = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .some((fields) => fields[0] === id && fields[4] === storage)
  if (isOurs) execFileSync('umount', ['--lazy', storage], { stdio: 'ignore' })
  rmSync(`${runDir}/storage-mount`, { force: true })
}

/** What guests' networks needed of the host's; it refuses by itself while a guest still runs. */
function restoreNetwork(instance: string, libDir: string, dataDir: string, runDir: string): void {
  const namespace = settingOf(libDir, 'VSERVER_NETWORK_NAMESPACE')
  const places = ['--instance', instance, '--run', runDir, '--data', dataDir]
  if (namespace !== '') places.push('--network-namespace', namespace)
  try {
    execFileSync(`${libDir}/programs/vs-network`, ['restore', ...places], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    console.log(`The network of the host was not restored: ${said || 'vs-network could not be run.'}`)
  }
}

function mountNumber(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').match(/^mount=(\d+)$/m)?.[1] ?? null
  } catch {
    return null // Never mounted.
  }
}

function dataDirOf(libDir: string, instance: string): string {
  return settingOf(libDir, 'VSERVER_DATA_DIR') || `/var/lib/${instance}`
}

/** Empty when it was never brought up with options worth remembering. */
function settingOf(libDir: string, name: string): string {
  try {
    const lines = readFileSync(`${libDir}/settings`, 'utf8').split('\n')
    return lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
  } catch {
    return ''
  }
}

/** Through the agent, so that it is recorded; guests that are still there are asked, then killed, directly. */
async function stopGuests(libDir: string, runDir: string): Promise<void> {
  const guests = runningGuests(runDir)
  if (guests.length === 0) return
  console.log(
    `Stopping ${guests.length === 1 ? '1 guest' : `${guests.length} guests`}: ${guests.map((guest) => guest.name).join(', ')}`,
  )
  const api = agentApi(`${runDir}/agent/agent.sock`)
  const permit = await permitStops(libDir, runDir, guests.length).catch(() => {
    // Without an agent there is nobody to brake; without a permit it stops the first and the rest is killed below.
    return null
  })
  await Promise.allSettled(guests.map((guest) => api.stopGuest(guest.name)))
  await Promise.all(
    guests.map(async (guest) => {
      if (await waitGone(guest, GUEST_DEADLINE_MS)) return
      console.log(`${guest.name} did not halt in time and is killed.`)
      signal(guest, 'SIGKILL')
      await waitGone(guest, 5_000)
    }),
  )
  if (permit !== null) withdrawPermit(libDir, runDir, permit)
}

/** The broker brakes the agent's mass stops; root, who runs this, is the one who may say that it is meant. */
async function permitStops(libDir: string, runDir: string, count: number): Promise<string> {
  const { id } = await agentApi(`${runDir}/agent/agent.sock`).askBulkStop(count)
  execFileSync(`${libDir}/programs/vs-confirm`, ['--run', runDir, '--at-once', String(id)], {
    stdio: 'ignore',
  })
  return String(id)
}

/** What was not needed of it must not stay for somebody else. */
function withdrawPermit(libDir: string, runDir: string, id: string): void {
  try {
    execFileSync(`${libDir}/programs/vs-confirm`, ['--run', runDir, '--withdraw', id], { stdio: 'ignore' })
  } catch {
    // All of it was used, or the broker has gone.
  }
}

/** The panel stops its database itself; this is for the one that a killed panel left behind. */
async function stopDatabase(dataDir: string): Promise<boolean> {
  const pid = postmasterPid(`${dataDir}/panel/postgres`)
  if (pid === null) return false
  const start = startTime(pid)
  if (start === null) return false
  const postmaster = { pid, start }
  if (!commandOf(pid).includes(`${dataDir}/panel/postgres`) || !isAlive(postmaster)) return false
  signal(postmaster, 'SIGINT')
  if (!(await waitGone(postmaster, 15_000))) signal(postmaster, 'SIGQUIT')
  return waitGone(postmaster, 5_000)
}

function postmasterPid(directory: string): number | null {
  for (const file of [`${directory}/data/postmaster.pid`, `${directory}/postmaster.pid`]) {
    try {
      return Number(readFileSync(file, 'utf8').split('\n')[0])
    } catch {
      // The other place, or none.
    }
  }
  return null
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

const { VSERVER_INSTANCE: instance, VSERVER_GUESTS: guests } = process.env
if (!instance) throw new Error('Run ./down, not this file.')
try {
  await down(instance, guests === 'yes')
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
