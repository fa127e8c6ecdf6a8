import { existsSync } from 'node:fs'
import { runCommand } from './command.ts'
import { INSTANCE } from './instance.ts'

/** Plays the host's network, so that nothing is changed in the machine's own. */
export const HOST_NAMESPACE = `/run/netns/${INSTANCE}`
const HOST = INSTANCE
const OUTSIDE = `${INSTANCE}-outside`

/** Addresses of the host that is played and of whoever is outside. Source: RFC 5737, RFC 3849. */
export const HOST_ADDRESS = '203.0.113.1'
export const OUTSIDE_ADDRESS = '203.0.113.254'

/** Two namespaces joined by a link that the host takes for its uplink. */
export async function makeNetwork(): Promise<void> {
  await removeNetwork()
  for (const name of [HOST, OUTSIDE]) await ip('netns', 'add', name)
  await ip('-n', HOST, 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'uplink', 'netns', OUTSIDE)
  for (const [name, v4, v6] of [
    [HOST, `${HOST_ADDRESS}/24`, '2001:db8::1/64'],
    [OUTSIDE, `${OUTSIDE_ADDRESS}/24`, '2001:db8::fe/64'],
  ] as const) {
    await ip('-n', name, 'link', 'set', 'lo', 'up')
    await ip('-n', name, 'address', 'add', v4, 'dev', 'uplink')
    await ip('-n', name, 'address', 'add', v6, 'dev', 'uplink', 'nodad')
    await ip('-n', name, 'link', 'set', 'uplink', 'up')
  }
  await ip('-n', HOST, 'route', 'add', 'default', 'via', OUTSIDE_ADDRESS)
  await ip('-n', HOST, '-6', 'route', 'add', 'default', 'via', '2001:db8::fe')
}

export async function removeNetwork(): Promise<void> {
  for (const name of [HOST, OUTSIDE]) if (existsSync(`/run/netns/${name}`)) await ip('netns', 'delete', name)
}

/** Runs a program in the namespace that plays the outside world. */
export function outside(program: string, ...args: string[]) {
  return runCommand('nsenter', [`--net=/run/netns/${OUTSIDE}`, program, ...args])
}

async function ip(...args: string[]): Promise<void> {
  const { status, output } = await runCommand('ip', args)
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${output}`)
}
