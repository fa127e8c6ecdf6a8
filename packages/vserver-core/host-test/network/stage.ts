import path from 'node:path'
import { Network } from '../../src/network/model.ts'
import { awaitFile, startWithProgram, upperOf } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest } from '../run-in-guest.ts'
import { openScratch } from '../scratch.ts'
import { patient, SLOWNESS } from '../slowness.ts'
import { ADDRESSES, Agents, factsFor, type Role, servicesOf } from './cast.ts'
import { type Mode, type Outcome, parseOutcomes, type Subject } from './checks.ts'
import { HostNamespace } from './host-namespace.ts'

const ALL_CHECKS_MS = patient(180_000)

/** What a guest of the stage may do; modes know different rights. */
function networkOf(mode: Mode, name: Role): Network {
  const isGranted = name === 'granted' || name === 'friend'
  return Network.parse({
    mode,
    addresses: ADDRESSES[name],
    peers: isGranted,
    raw: isGranted && mode === 'shared',
    multicast: isGranted && mode === 'shared',
  })
}

/** A host with somebody outside, two guests that listen, and the guests that the statements are about. */
export class Stage {
  readonly #mode: Mode
  readonly #namespace = HostNamespace.open()
  readonly #agents = new Agents(this.#namespace)
  #scratch: Awaited<ReturnType<typeof openScratch>> | null = null

  private constructor(mode: Mode) {
    this.#mode = mode
  }

  static async open(mode: Mode): Promise<Stage> {
    const stage = new Stage(mode)
    try {
      await stage.#fill()
    } catch (error) {
      await stage.close()
      throw error
    }
    return stage
  }

  get scratch() {
    if (this.#scratch === null) throw new Error('The stage is not open.')
    return this.#scratch
  }

  async #fill(): Promise<void> {
    await this.#agents.stand()
    this.#scratch = await openScratch({ networkNamespace: this.#namespace.path })
    for (const name of ['neighbour', 'friend'] as const) await this.#startListener(name)
    for (const subject of ['plain', 'granted'] as const) await this.#startSubject(subject)
  }

  /** Another guest, with servers on every kind of address. */
  async #startListener(name: 'neighbour' | 'friend'): Promise<void> {
    const services = servicesOf(name, '::').join(' ')
    await startWithProgram(this.scratch, name, {
      program: buildProgram('network'),
      script: `exec /network agent ${name} ${SLOWNESS} ${services} >/root/agent 2>&1`,
      change: { network: networkOf(this.#mode, name) },
    })
    const text = await awaitText(path.join(upperOf(this.scratch, name), 'root', 'agent'))
    if (text !== 'ready\n') throw new Error(`The agent in ${name} says: ${text}`)
  }

  /** Its checks have ended: another subject's would be on the same ports. */
  async #startSubject(subject: Subject): Promise<void> {
    await startWithProgram(this.scratch, subject, {
      program: buildProgram('network'),
      files: { 'network.facts': factsFor(subject, this.#mode, this.#namespace) },
      script: `/network run ${subject} /network.facts /root/new; mv /root/new /root/outcomes`,
      change: { network: networkOf(this.#mode, subject) },
    })
    await this.fromInit(subject)
  }

  /** What the guest's own init found out when it started it. */
  async fromInit(subject: Subject): Promise<Map<string, Outcome>> {
    const file = path.join(upperOf(this.scratch, subject), 'root', 'outcomes')
    return parseOutcomes(await awaitFile(file, ALL_CHECKS_MS))
  }

  /** The same from a program that entered the guest. */
  async fromConsole(subject: Subject): Promise<Map<string, Outcome>> {
    const argv = ['/network', 'run', subject, '/network.facts']
    return parseOutcomes((await runInGuest(this.scratch.host, subject, argv)).output)
  }

  async close(): Promise<void> {
    await this.#agents.close()
    await this.#scratch?.close()
    this.#namespace.close()
  }
}

/** The first line of a file that a guest writes. */
async function awaitText(file: string): Promise<string> {
  const deadlineMs = Date.now() + patient(10_000)
  for (;;) {
    const text = await awaitFile(file, patient(10_000))
    if (text.endsWith('\n')) return text
    if (Date.now() > deadlineMs) throw new Error(`${file} stays empty.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
