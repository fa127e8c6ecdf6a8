import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { type LinuxHost, linuxHost } from '@vserver/core/linux'
import { NO_NETWORK } from '@vserver/core/network/model'
import { TemplateId } from '@vserver/core/template/model'
import { MIB } from '@vserver/core/units'
import { runInGuest } from './in-guest.ts'
import { pause } from './interrupt.ts'
import type { Readings } from './lanes.ts'
import { compileBinder, openLxcfs } from './lxcfs.ts'
import { type Comparison, compare } from './report.ts'
import { type Scratch, TEMPLATE } from './scratch.ts'

const OURS = 'vserver'
const VIEW = TemplateId.parse('view.v1')
/** lxcfs looks for a guest's CPUs in the hierarchy of their set, which a guest of ours has on demand. */
const LIMIT = { ...UNLIMITED, memoryBytes: 256 * MIB, cpuMillicores: 1000, cpuSet: '0' }
const NOTES = [
  { name: 'kernel', note: "the host's own figures, nothing to work out" },
  { name: 'lxcfs', note: 'lxcfs -l --enable-cfs' },
]

/** Looking at the machine from inside of one guest: its own files, the kernel's and lxcfs's in turn. */
export async function benchProc(scratch: Scratch, rounds: number): Promise<Comparison[]> {
  const view = compileView(scratch.directory)
  const broker = await scratch.broker(1, (templates) => addTemplate(templates, view))
  const [data, run] = [`${scratch.directory}/${broker.name}`, `${scratch.run}/${broker.name}`]
  const lxcfs = await openLxcfs(`${scratch.directory}/lxcfs`)
  const host = await linuxHost({ instance: broker.name, runDir: run, dataDir: data })
  try {
    const guest = await startGuest(host)
    requireView(`${run}/guests/${guest.name}/state`)
    const bind = compileBinder(scratch.directory)
    bind(guest.pid, '--proc', '/kernel')
    if (lxcfs !== undefined) bind(guest.pid, `${lxcfs.directory}/proc`, '/lxcfs')
    const lanes = [`${OURS}=/proc`, 'kernel=/kernel', ...(lxcfs === undefined ? [] : ['lxcfs=/lxcfs'])]
    const readings = new Map<string, Readings>()
    for (let round = 0; round <= rounds; round += 1) {
      await pause(0)
      const files = await runInGuest(host, guest.name, ['/view', ...lanes])
      const own = await runInGuest(host, guest.name, ['/view', 'sysinfo'])
      const kernel = execFileSync(view, ['sysinfo'], { encoding: 'utf8' })
      if (round === 0) continue
      add(readings, files, (name) => name)
      add(readings, own, () => OURS)
      add(readings, kernel, () => 'kernel')
    }
    return [...readings].map(([title, values]) => compare(title, values, NOTES))
  } finally {
    host.close()
    await lxcfs?.close()
  }
}

/** Else the kernel's own would be compared with themselves. */
function requireView(state: string): void {
  if (!/^virtual=1$/m.test(readFileSync(state, 'utf8'))) throw new Error('vs-proc does not serve the guest.')
}

function compileView(directory: string): string {
  const view = `${directory}/view`
  const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  execFileSync('gcc', [...flags, `${import.meta.dirname}/driver/view.c`, '-o', view])
  return view
}

/** The payload's with the program, and places to mount at. */
function addTemplate(templates: string, view: string): void {
  const root = `${templates}/${VIEW}/rootfs`
  cpSync(`${templates}/${TEMPLATE}`, `${templates}/${VIEW}`, { recursive: true })
  writeFileSync(`${templates}/${VIEW}/ready`, '')
  copyFileSync(view, `${root}/view`)
  for (const name of ['kernel', 'lxcfs']) mkdirSync(`${root}/${name}`)
}

async function startGuest(host: LinuxHost): Promise<{ name: GuestName; pid: number }> {
  const name = GuestName.parse('view')
  await createGuest(host, {
    name,
    template: VIEW,
    limit: LIMIT,
    initStyle: 'single',
    network: NO_NETWORK,
    options: { ...DEFAULT_OPTIONS, command: ['/pause'] },
    backend: null,
    start: true,
  })
  const run = await host.runtime.inspect(name)
  if (run.state !== 'running') throw new Error('The guest ended.')
  return { name, pid: run.pid }
}

const KINDS = new Map([
  ['fresh', 'once to the end, after a pause'],
  ['again', 'to the end, the usual one of 40 in a row'],
  ['one', 'open, one read and close, the usual one of 40 in a row'],
])

/** Lines as driver/view.c prints them, into milliseconds by title and lane. */
function add(readings: Map<string, Readings>, output: string, laneOf: (name: string) => string): void {
  for (const line of output.trim().split('\n')) {
    const [kind = '', file, name = '', nanoseconds] = line.trim().split(' ')
    const value = Number(nanoseconds) / 1e6
    if (!KINDS.has(kind) || !(value > 0)) throw new Error(`The guest answered:\n${output}`)
    const title = `${file}, ${KINDS.get(kind)}`
    const lanes = readings.get(title) ?? new Map<string, number[]>()
    readings.set(title, lanes.set(laneOf(name), [...(lanes.get(laneOf(name)) ?? []), value]))
  }
}
