import { readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { getGuest, killGuest, startGuest } from '../../src/guest/index.ts'
import { GuestName } from '../../src/guest/model.ts'
import { runShell } from '../run-in-guest.ts'
import { patient } from '../slowness.ts'
import { FAR4, HOST4 } from './host-namespace.ts'
import { isFrozen, test, WEB1, WEB2, type World } from './shared-world.ts'

const WAIT = { timeout: patient(5000), interval: 20 }
const GUEST = GuestName.parse('web1')

function supervisorOf({ scratch }: World): number {
  const state = readFileSync(path.join(scratch.runDir, 'guests', GUEST, 'state'), 'utf8')
  return Number(/^supervisor_pid=(\d+)$/m.exec(state)?.[1])
}

const pinsOf = ({ scratch }: World): string[] =>
  readdirSync(path.join('/sys/fs/bpf', scratch.instance, 'guests', GUEST))

/** Of the broker's children: none has a guest, and each holds the programs of a shared network. */
function allWaitWithPrograms({ scratch }: World): boolean {
  const { pid } = scratch.broker
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
  const waiting = children.filter(
    (child) => readFileSync(`/proc/${child}/comm`, 'utf8') === 'vs-supervisor\n',
  )
  return waiting.length > 0 && waiting.every((child) => programsOf(child) >= 20)
}

function programsOf(pid: string): number {
  const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  return files.filter((file) => file === 'anon_inode:bpf-prog').length
}

/** What only programs on its group keep it from. */
async function expectConfined(world: World): Promise<void> {
  expect(pinsOf(world)).toHaveLength(20)
  expect(await world.inside(GUEST, 'bind', 'tcp', HOST4, '2000')).toBe('bind: EADDRNOTAVAIL')
  expect(await world.inside(GUEST, 'bind', 'tcp', WEB1.second, '2000')).toBe(`bound ${WEB1.second}`)
  expect(await world.inside(GUEST, 'ask', FAR4, '9', WEB2.four)).toMatch(/^send: E(INVAL|PERM)$/)
}

test('a broker that is killed and started again leaves a guest held to its addresses', async ({ world }) => {
  await world.serve(GUEST, 'serve', '0.0.0.0', '80', 'web1')
  await world.scratch.broker.end('SIGKILL')
  expect(world.outside('fetch', WEB1.second, '80')).toContain('web1 saw')
  await world.scratch.broker.start()
  await expectConfined(world)
  expect(world.outside('fetch', WEB1.second, '80')).toContain('web1 saw')
})

test('a guest whose supervisor was killed is held on, and its next start takes all over', async ({
  world,
}) => {
  process.kill(supervisorOf(world), 'SIGKILL')
  await expectConfined(world)
  const { host } = world.scratch
  await killGuest(host, GUEST)
  await startGuest(host, GUEST)
  await expectConfined(world)
  const addresses = world.namespace.run('ip', '-o', 'addr')
  expect(addresses.match(/203\.0\.113\.1\/32/g)).toHaveLength(1)
  await killGuest(host, GUEST)
  expect(world.namespace.run('ip', '-o', 'addr')).not.toContain('203.0.113.1/32')
  await startGuest(host, GUEST)
})

test('a supervisor that waited while the maps were replaced holds its guest by those of now', async ({
  world,
}) => {
  const { host, instance } = world.scratch
  await killGuest(host, GuestName.parse('web2'))
  // Those that were waiting before the first shared guest go first.
  for (let start = 0; start < 3; start++) {
    await killGuest(host, GUEST)
    await startGuest(host, GUEST)
  }
  await killGuest(host, GUEST)
  await expect.poll(() => allWaitWithPrograms(world), WAIT).toBe(true)
  for (const kind of ['maps', 'programs'])
    rmSync(path.join('/sys/fs/bpf', instance, kind), { recursive: true })
  await startGuest(host, GUEST)
  await expectConfined(world)
  const { network } = await getGuest(host, GUEST)
  expect(await host.network.set(GUEST, network)).toEqual(network)
  expect(await host.network.get(GUEST)).toMatchObject({ programs: 20, programsMissing: 0 })
})

test('the programs stay when their pins are removed, until the guest is frozen', async ({ world }) => {
  const { scratch } = world
  const pins = path.join('/sys/fs/bpf', scratch.instance, 'guests', GUEST)
  // It tries for as long as it runs; what it was told once is its answer.
  const script = `(while /address bind tcp ${HOST4} 2000 | grep -q EADDRNOTAVAIL; do :; done; echo free >/free) &`
  await runShell(scratch.host, GUEST, `setsid sh -c '${script}' & sleep 0.1`)
  rmSync(pins, { recursive: true })
  await expect.poll(() => isFrozen(scratch, GUEST), WAIT).toBe(true)
  const upper = path.join(scratch.dataDir, 'storage', 'guests', GUEST, 'data/1/upper')
  expect(readdirSync(upper)).not.toContain('free')
  await killGuest(scratch.host, GUEST)
})
