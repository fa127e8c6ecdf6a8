import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { runDriver } from './driver.ts'
import { removeGroups } from './groups.ts'
import { Leftovers, opening } from './leftovers.ts'

const PROGRAMS = path.resolve(import.meta.dirname, '../packages/native/bin')
const GONE_MS = 10_000
const START_MS = 4000
/** Above any guest count, so that cleaning up is never braked. */
const BURST = '1000000'

export type Broker = {
  name: string
  socket: string
  /** Where the payload of a guest leaves its stamp. */
  stamp(guest: string): string
  /** Host pids of the supervisors of the guests that run. */
  supervisors(): { supervisor: number; init: number }[]
  close(): Promise<void>
}

type BrokerPlace = { name: string; driver: string; data: string; run: string; parked: number }

/** An instance of its own. `parked` 0: every start is cold. */
export function openBroker({ name, driver, data, run, parked }: BrokerPlace): Promise<Broker> {
  return opening(async (made) => {
    for (const kind of ['guests', 'consoles', 'templates']) mkdirSync(`${run}/${kind}`, { recursive: true })
    for (const kind of ['guests', 'bin']) mkdirSync(`${data}/storage/${kind}`, { recursive: true })
    const args = ['--instance', name, '--run', run, '--data', data, '--programs', PROGRAMS]
    args.push('--agent-uid', '0', '--agent-gid', '0', '--parked', String(parked))
    args.push('--bin-seconds', '0', '--delete-burst', BURST, '--stop-burst', BURST)
    const log = openSync(`${data}/broker.log`, 'w')
    made.add(() => removeGroups(name))
    const child = spawn(`${PROGRAMS}/vs-broker`, args, { stdio: ['ignore', log, log] })
    closeSync(log)
    made.add(() => end(child, run))
    const socket = `${run}/broker.sock`
    await untilListening(child, socket)
    const guests = `${data}/storage/guests`
    const stop = (guest: string) => () => runDriver(driver, 'guest', socket, 'stop', guest)
    made.add(async () => {
      const all = new Leftovers()
      for (const guest of readdirSync(guests)) if (!guest.startsWith('.')) all.add(stop(guest))
      await all.close()
    })
    return {
      name,
      socket,
      stamp: (guest) => `${guests}/${guest}/data/1/upper/stamp.out`,
      supervisors: () =>
        readdirSync(`${run}/guests`).flatMap((guest) => processesOf(`${run}/guests/${guest}`)),
      close: () => made.close(),
    }
  })
}

async function end(child: ChildProcess, run: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
  await untilGone(`${run}/proc-state`)
}

async function untilListening(child: ChildProcess, socket: string): Promise<void> {
  const deadline = Date.now() + START_MS
  while (!existsSync(socket)) {
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('The broker did not start.')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** vs-proc ends with the last guest, which has only been told to halt. */
async function untilGone(state: string): Promise<void> {
  const deadline = Date.now() + GONE_MS
  while (existsSync(state)) {
    if (Date.now() > deadline) throw new Error('vs-proc does not end.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function processesOf(directory: string): { supervisor: number; init: number }[] {
  const state = readFileSync(`${directory}/state`, 'utf8')
  const number = (key: string) => Number(new RegExp(`^${key}=(\\d+)$`, 'm').exec(state)?.[1])
  return /^state=running$/m.test(state) ? [{ supervisor: number('supervisor_pid'), init: number('pid') }] : []
}
