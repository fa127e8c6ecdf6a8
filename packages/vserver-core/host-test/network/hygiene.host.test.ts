import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { stopGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { Network } from '../../src/network/model.ts'
import { openScratch, type Scratch } from '../scratch.ts'
import { HostNamespace, UPLINK } from './host-namespace.ts'
import { isAlive, until } from './private-guest.ts'

const PROGRAM = fileURLToPath(new URL('../../../native/bin/vs-network', import.meta.url))
/** One that its gateway routes to the host, and ones that its neighbours on the uplink ask for. */
const NETWORK = Network.parse({
  mode: 'private',
  addresses: ['203.0.113.9/32', '198.51.100.9/32', '2001:db8:203::9/128', '2001:db8:100::9/128'],
})

/** Everything of a host's network that somebody could have changed. */
function snapshot(host: HostNamespace): string[] {
  const commands = [
    ['ip', '-d', 'link'],
    ['ip', 'addr'],
    ...['-4', '-6'].flatMap((family) => [
      ['ip', family, 'route', 'show', 'table', 'all'],
      ['ip', family, 'rule'],
      ['ip', family, 'neigh', 'show', 'proxy'],
    ]),
    ['ip', 'neigh', 'show', 'nud', 'permanent'],
    ['nft', 'list', 'ruleset'],
    ['tc', 'qdisc'],
    ['sh', '-c', 'grep -r . /proc/sys/net/ipv4/conf /proc/sys/net/ipv6/conf 2>/dev/null | sort; true'],
    ['sh', '-c', 'grep . /proc/sys/net/ipv4/ip_* /proc/sys/net/ipv6/* 2>/dev/null; true'],
  ]
  return commands.flatMap((argv) => host.run(...argv).split('\n'))
}

async function open() {
  const host = HostNamespace.open()
  onTestFinished(() => host.close())
  const before = snapshot(host)
  const scratch = await openScratch({ networkNamespace: host.path })
  onTestFinished(() => scratch.close())
  await scratch.createTiny('one', { network: NETWORK })
  // By now some wait with links made ahead, of which the next one gets one.
  await scratch.createTiny('two', {
    network: Network.parse({ mode: 'private', addresses: ['203.0.113.10/32'] }),
  })
  return { host, scratch, before }
}

function restore(host: HostNamespace, { instance, runDir, dataDir }: Scratch): void {
  const places = ['--instance', instance, '--run', runDir, '--data', dataDir]
  execFileSync(PROGRAM, ['restore', ...places, '--network-namespace', host.path], { stdio: 'pipe' })
}

function pidsOf(scratch: Scratch, guest: string): number[] {
  const state = readFileSync(`${scratch.runDir}/guests/${guest}/state`, 'utf8')
  return ['supervisor_pid', 'pid'].map((key) => Number(new RegExp(`^${key}=(\\d+)$`, 'm').exec(state)?.[1]))
}

test('the host gets its network back as it was, when all guests are stopped', async () => {
  const { host, scratch, before } = await open()
  expect(host.run('sysctl', '-n', `net.ipv4.conf.${UPLINK}.forwarding`)).toBe('1\n')
  expect(() => restore(host, scratch)).toThrow(/still runs/)
  for (const name of ['one', 'two']) await stopGuest(scratch.host, GuestName.parse(name))
  await scratch.broker.end('SIGTERM')
  restore(host, scratch)
  expect(snapshot(host)).toEqual(before)
  await scratch.broker.start()
})

test('the host gets its network back as it was, when everything was killed at once', async () => {
  const { host, scratch, before } = await open()
  const pids = [...pidsOf(scratch, 'one'), ...pidsOf(scratch, 'two')]
  await scratch.broker.end('SIGKILL')
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await until(() => !pids.some(isAlive))
  restore(host, scratch)
  expect(snapshot(host)).toEqual(before)
  await scratch.broker.start()
})

test('a setting that somebody else has changed since is left as it is', async () => {
  const { host, scratch } = await open()
  host.run('sysctl', '-qw', `net.ipv4.conf.${UPLINK}.forwarding=0`, `net.ipv6.conf.${UPLINK}.accept_ra=0`)
  for (const name of ['one', 'two']) await stopGuest(scratch.host, GuestName.parse(name))
  await scratch.broker.end('SIGTERM')
  restore(host, scratch)
  const found = ['ipv4.conf.uplink.forwarding', 'ipv6.conf.uplink.accept_ra', 'ipv6.conf.all.forwarding']
  expect(host.run('sysctl', '-n', ...found.map((key) => `net.${key}`))).toBe('0\n0\n0\n')
  await scratch.broker.start()
})

test('a broker that finds no guest puts the settings of the host back', async () => {
  const { host, scratch } = await open()
  for (const name of ['one', 'two']) await stopGuest(scratch.host, GuestName.parse(name))
  await scratch.broker.end('SIGTERM')
  expect(host.run('sysctl', '-n', 'net.ipv6.conf.all.forwarding')).toBe('1\n')
  await until(() => !/: vs/.test(host.run('ip', '-o', 'link')))
  await scratch.broker.start()
  expect(host.run('sysctl', '-n', 'net.ipv6.conf.all.forwarding')).toBe('0\n')
})
