import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildProgram } from '../programs.ts'
import { patient } from '../slowness.ts'
import { ADDRESSES, Agents, factsFor, servicesOf } from './cast.ts'
import { listChecks, type Outcome, parseOutcomes } from './checks.ts'
import { HostNamespace, UPLINK } from './host-namespace.ts'

/** A check of what must not be proves nothing unless it fails where nothing forbids it. */
const FALSE_UNCONFINED = [
  /^bind-.*-(host|neighbour)$/,
  /^udp-(not|autobound|reconnect)/,
  /^source-(tcp|mapped|host|udp.(-wildcard)?$|wildcard)/,
  /^pktinfo-(host|neighbour|connected)/,
  /^loopback-(private|any-private|host-wildcard|udp-private|sweep)/,
  /^(peers-(refused|unvisited)|fast-open|listen-without-bind(-neighbour)?$|connect-then-listen|squat)/,
  /^(option-(device|index|unicast|freebind)|wildcard-not-host|multicast|broadcast)/,
  /^(view-(?!sysfs|getifaddrs-own)|unix-(host|neighbour|same-name|passed))/,
]
const FALSE = listChecks().filter(
  ({ name, subject }) => subject === 'plain' && FALSE_UNCONFINED.some((pattern) => pattern.test(name)),
)

let namespace: HostNamespace
let agents: Agents
let directory: string
let outcomes: Map<string, Outcome>

beforeAll(async () => {
  namespace = HostNamespace.open()
  agents = new Agents(namespace)
  directory = mkdtempSync('/tmp/vserver-network-')
  for (const prefix of Object.values(ADDRESSES).flat()) {
    const noDuplicates = prefix.includes(':') ? ['nodad'] : []
    namespace.run('ip', 'addr', 'add', prefix, 'dev', UPLINK, ...noDuplicates)
  }
  await agents.stand()
  for (const name of ['neighbour', 'friend'] as const) await agents.onHost(name, servicesOf(name))
  const facts = path.join(directory, 'facts')
  writeFileSync(facts, factsFor('plain', 'shared', namespace))
  const argv = [buildProgram('network'), 'run', 'plain', facts]
  const [program = '', ...before] = namespace.enter
  const drop = ['setpriv', '--bounding-set', '-all', '--inh-caps', '-all', '--']
  outcomes = parseOutcomes(execFileSync(program, [...before, ...drop, ...argv], { encoding: 'utf8' }))
}, patient(120_000))

afterAll(async () => {
  await agents?.close()
  namespace?.close()
  if (directory !== undefined) rmSync(directory, { recursive: true })
})

test.each(FALSE)('a program that nothing confines disproves: $title', ({ name }) => {
  const outcome = outcomes.get(name)
  expect(['FAILS', 'visible', 'lacks'], JSON.stringify(outcome)).toContain(outcome?.verdict)
})
