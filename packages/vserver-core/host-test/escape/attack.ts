import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { ADDITIONAL_CAPABILITIES } from '../../src/context/model.ts'
import { DEFAULT_OPTIONS } from '../../src/context/model.ts'
import { GuestName } from '../../src/guest/model.ts'
import { awaitFile, startWithProgram, upperOf } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'

const ALL_MS = patient(60_000)

export type Attack = { name: string; title: string }

export const VERDICTS = ['refused', 'contained', 'SUCCEEDED', 'not applicable', 'unproven'] as const
export type Verdict = (typeof VERDICTS)[number]
export type Outcome = { verdict: Verdict; errno: string; detail: string }

export type Campaign = {
  /** Effective capabilities of the process that attacked. */
  capabilities: bigint
  outcomes: Map<string, Outcome>
}

/** One attack a file in escape/attacks, named like it. */
export function listAttacks(): Attack[] {
  const lines = execFileSync(buildProgram('attack'), ['list'], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => {
    const [name = '', title = ''] = line.split('\t')
    return { name, title }
  })
}

/** The output of `attack all`; without its last line it was cut short. */
export function parseCampaign(text: string): Campaign {
  const lines = text.trim().split('\n')
  if (lines.at(-1) !== 'end') throw new Error(`The attacks ended early: ${text.slice(-500)}`)
  const [first = '', ...rest] = lines.slice(0, -1).map((line) => line.split('\t'))
  const outcomes = rest.map(([name = '', verdict, errno = '', detail = '']) => {
    const known = VERDICTS.find((one) => one === verdict) ?? 'unproven'
    return [name, { verdict: known, errno, detail }] as const
  })
  return { capabilities: BigInt(`0x${first[1]}`), outcomes: new Map(outcomes) }
}

/** What the host has and a guest must not reach. */
export class HostSide {
  readonly facts: string
  readonly pid: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, facts: string) {
    this.#child = child
    this.facts = facts
    this.pid = Number(/^host_pid=(\d+)$/m.exec(facts)?.[1])
  }

  /** The canary is put into the directory. */
  static async open(directory: string): Promise<HostSide> {
    const child = spawn(buildProgram('attack'), ['host', directory], { stdio: ['pipe', 'pipe', 'inherit'] })
    const facts: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'ready') return new HostSide(child, facts.join('\n'))
      facts.push(line)
    }
    throw new Error('The side of the host did not come up.')
  }

  /** Still there, as it was. */
  get unharmed(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async close(): Promise<void> {
    if (!this.unharmed) return
    this.#child.stdin?.end()
    await once(this.#child, 'exit')
  }
}

export function factsFor(side: HostSide, victimPid: number): string {
  return `${side.facts}\nvictim_pid=${victimPid}\n`
}

export type Mode = { name: string; add: (typeof ADDITIONAL_CAPABILITIES)[number][] }
export const MODES: Mode[] = [
  { name: 'default capabilities', add: [] },
  { name: 'CAP_SYS_ADMIN as well', add: ['SYS_ADMIN'] },
]

/** A guest whose init makes every attack when it starts; its first campaign. */
export async function attackFromInit(
  scratch: Scratch,
  guest: string,
  mode: Mode,
  facts: string,
): Promise<Campaign> {
  await startWithProgram(scratch, guest, {
    program: buildProgram('attack'),
    files: { 'attack.facts': facts },
    script: '/attack all /attack.facts >/root/campaign.new 2>&1; mv /root/campaign.new /root/campaign',
    change: {
      options: { ...DEFAULT_OPTIONS, capabilities: { add: mode.add, remove: [] } },
    },
  })
  return parseCampaign(await awaitFile(path.join(upperOf(scratch, guest), 'root', 'campaign'), ALL_MS))
}

/** The same from a program that entered the guest. */
export async function attackFromConsole(scratch: Scratch, guest: string): Promise<Campaign> {
  const { output } = await runShell(scratch.host, guest, '/attack all /attack.facts')
  return parseCampaign(output)
}

export async function pidOf(scratch: Scratch, guest: string): Promise<number> {
  const run = await scratch.host.runtime.inspect(GuestName.parse(guest))
  if (run.state !== 'running') throw new Error(`${guest} does not run.`)
  return run.pid
}
