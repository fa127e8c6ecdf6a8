import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { runCommand } from './command.ts'
import { INSTANCE } from './instance.ts'
import { HOST_NAMESPACE } from './network.ts'

/** Where the set-up keeps what the host was like before anything was started on it. */
const BEFORE = `/var/tmp/${INSTANCE}-host-state.json`

/** Links, addresses, routes, rules and settings of the network that plays the host's. */
export type HostState = Record<string, string[]>

const QUESTIONS = {
  links: ['ip', '-o', 'link'],
  addresses: ['ip', '-o', 'address'],
  routes4: ['ip', '-4', 'route', 'show', 'table', 'all'],
  routes6: ['ip', '-6', 'route', 'show', 'table', 'all'],
  rules4: ['ip', '-4', 'rule'],
  rules6: ['ip', '-6', 'rule'],
  neighbours: ['ip', 'neighbour', 'show', 'proxy'],
  firewall: ['nft', 'list', 'ruleset'],
  settings: ['sysctl', '-a', '-r', '^net\\.'],
}

/** What changes by itself: how long something is still known, and how much is tracked now. */
const LIFELIKE = /nf_conntrack_count|expires \d+sec|valid_lft \S+|preferred_lft \S+|\bqlen \d+/g

export async function hostState(): Promise<HostState> {
  const state: HostState = {}
  for (const [name, [program = '', ...args]] of Object.entries(QUESTIONS)) {
    const { output } = await runCommand('nsenter', [`--net=${HOST_NAMESPACE}`, program, ...args])
    const lines = output.split('\n').filter((line) => !line.includes('nf_conntrack_count'))
    state[name] = lines.map((line) => line.replaceAll(LIFELIKE, '').trim()).sort()
  }
  return state
}

/** Once the links have their own addresses, which the kernel first asks the neighbours for. */
export async function keepHostState(): Promise<void> {
  while ((await hostState()).addresses?.some((line) => line.includes('tentative')))
    await new Promise((resolve) => setTimeout(resolve, 100))
  writeFileSync(BEFORE, JSON.stringify(await hostState()))
}

export function hostStateBefore(): HostState {
  return JSON.parse(readFileSync(BEFORE, 'utf8'))
}

export function forgetHostState(): void {
  rmSync(BEFORE, { force: true })
}
