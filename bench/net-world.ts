import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest, getGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import type { LinuxHost } from '@vserver/core/linux'
import { Network } from '@vserver/core/network/model'
import { TemplateId } from '@vserver/core/template/model'
import { compileDriver } from './driver.ts'
import { end, openInstance } from './firewall-world.ts'
import { Leftovers } from './leftovers.ts'
import { addHost, HOST, type Namespaces, OUTSIDE, type Place, placeIn } from './net-peer.ts'
import { forSeveral } from './several.ts'

const TEMPLATE = TemplateId.parse('pause.v1')
const PARKED = 8
const GONE_MS = 10_000
const ROUTED = '203.0.113.0/24'
/** Of the host's own server; a guest of the shared network could not have it besides. */
export const HOST_PORT = '5000'
export const GUEST_PORT = '5001'
const GROUPS = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup']

export type NetHost = {
  host: LinuxHost
  instance: string
  /** The host itself, and somebody outside of it. */
  itself: Place
  outside: Place
  namespace: string
  runDir: string
  brokerPid: number
  /** A guest of the template, not started. */
  create(name: string, network: object): Promise<GuestName>
  close(): Promise<void>
}

/** A host that is played, with a broker and parked supervisors of its own. */
export async function openNetHost(namespaces: Namespaces): Promise<NetHost> {
  const directory = mkdtempSync('/var/tmp/vserver-bench-')
  const instance = path.basename(directory).toLowerCase().replace('vserver-', '')
  const { host: namespace, outside } = addHost(namespaces, ROUTED)
  writeTemplate(directory)
  const { host, close, ...broker } = await openInstance(instance, directory, namespace, PARKED)
  return {
    ...{ host, instance, namespace, ...broker },
    itself: placeIn(namespace, HOST),
    outside: placeIn(outside, OUTSIDE),
    create: (name, network) => create(host, GuestName.parse(name), Network.parse(network)),
    close: async () => {
      const made = new Leftovers()
      for (const place of [directory, `/sys/fs/bpf/${instance}`]) {
        made.add(() => rmSync(place, { recursive: true, force: true }))
      }
      made.add(close)
      made.add(() => endGuests(host))
      await made.close()
    },
  }
}

/** Their files go with the directory. One that does not end keeps no other. */
async function endGuests({ guests, runtime }: LinuxHost): Promise<void> {
  const errors: unknown[] = []
  const endOne = async (name: GuestName): Promise<void> => {
    const { state } = await runtime.inspect(name)
    if (state !== 'running' && state !== 'starting') return
    await runtime.kill(name)
    if (!(await runtime.waitExit(name, GONE_MS))) throw new Error(`${name} does not end.`)
  }
  await forSeveral(await guests.list(), ({ name }) => endOne(name).catch((error) => errors.push(error)))
  if (errors.length > 0) throw errors[0]
}

function writeTemplate(directory: string): void {
  const template = path.join(directory, 'data/storage/templates', TEMPLATE)
  for (const name of ['dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr', 'var']) {
    mkdirSync(path.join(template, 'rootfs', name), { recursive: true, mode: 0o755 })
  }
  compileDriver(directory)
  copyFileSync(path.join(directory, 'payload'), path.join(template, 'rootfs/pause'))
  writeFileSync(path.join(template, 'ready'), '')
}

async function create(host: LinuxHost, name: GuestName, network: Network): Promise<GuestName> {
  await createGuest(host, {
    ...{ name, network, template: TEMPLATE, limit: UNLIMITED, backend: null, start: false },
    ...{ initStyle: 'single', options: { ...DEFAULT_OPTIONS, command: ['/pause'] } },
  })
  return name
}

/** In the network of a running guest, without anything else that makes a guest. */
export async function placeOf({ host, instance, namespace }: NetHost, name: GuestName): Promise<Place> {
  const run = await host.runtime.inspect(name)
  if (run.state !== 'running') throw new Error(`${name} does not run.`)
  const { network } = await getGuest(host, name)
  const address = network.addresses[0]?.split('/')[0] ?? ''
  if (network.mode !== 'shared') return placeIn(`/proc/${run.pid}/ns/net`, address)
  const group = GROUPS.map((mount) => `${mount}/${instance}/${name}/guest`).find(existsSync)
  if (group === undefined) throw new Error(`${name} has no control group.`)
  return { ...placeIn(namespace, address), group }
}

/** The program that is a server in each place, and the client. */
export class Streams {
  readonly #program: string
  readonly #servers: ChildProcess[] = []

  constructor(directory: string) {
    const source = path.resolve(import.meta.dirname, '../packages/vserver-core/host-test/program/stream.c')
    this.#program = path.join(directory, 'stream')
    const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
    execFileSync('gcc', [...flags, '-o', this.#program, source])
  }

  async serve(place: Place, port: string): Promise<void> {
    const [program = '', ...argv] = [...this.#command(place), 'sink', port]
    const server = spawn(program, argv, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#servers.push(server)
    await new Promise((resolve, reject) => {
      server.stdout.once('data', resolve)
      server.once('exit', () => reject(new Error(`No server in ${place.address}.`)))
    })
  }

  /** What the client says: numbers. */
  ask(place: Place, ...argv: string[]): number[] {
    const [program = '', ...rest] = [...this.#command(place), ...argv]
    const output = execFileSync(program, rest, { encoding: 'utf8', timeout: 60_000 })
    return output.trim().split(' ').map(Number)
  }

  #command({ enter, group }: Place): string[] {
    return [...enter, this.#program, ...(group === undefined ? [] : ['in', group])]
  }

  async close(): Promise<void> {
    for (const server of this.#servers) await end(server, 'SIGKILL')
  }
}
