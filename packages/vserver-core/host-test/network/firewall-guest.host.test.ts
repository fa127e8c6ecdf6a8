import { execFileSync } from 'node:child_process'
import { expect, onTestFinished } from 'vitest'
import { Firewall } from '../../src/firewall/model.ts'
import { createGuest, startGuest, stopGuest } from '../../src/guest/index.ts'
import { Network } from '../../src/network/model.ts'
import { installProgram } from '../guest-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest } from '../run-in-guest.ts'
import { openScratch, type Scratch, test, tinyInput } from '../scratch.ts'
import { port, rule } from './firewall-world.ts'
import { FAR4, HOST4, HostNamespace } from './host-namespace.ts'
import { ask, Talkers } from './talk.ts'

const HIDDEN = '10.7.0.2'
const OTHER = '10.7.0.3'

async function open() {
  const namespace = HostNamespace.open()
  onTestFinished(() => namespace.close())
  const scratch = await openScratch({ networkNamespace: namespace.path, parked: 2 })
  onTestFinished(() => scratch.close())
  const talkers = new Talkers()
  onTestFinished(() => talkers.close())
  return { namespace, scratch, talkers }
}

const network = (address: string, nat: boolean): Network =>
  Network.parse({ mode: 'private', peers: true, nat, addresses: [`${address}/32`] })

/** What somebody in the guest hears. */
async function askFrom(scratch: Scratch, guest: string, address: string, at: number): Promise<string> {
  installProgram(scratch, guest, buildProgram('talk'))
  const { output } = await runInGuest(scratch.host, guest, ['/talk', 'ask', 'tcp', address, `${at}`])
  return output.trim().replace('::ffff:', '')
}

test('a hidden guest is seen as the host by others, and as itself by its neighbours', async () => {
  const { namespace, scratch, talkers } = await open()
  await scratch.createTiny('hidden', { network: network(HIDDEN, true) })
  await scratch.createTiny('other', { network: network(OTHER, false) })
  await talkers.listen(namespace.enterOutside, 'tcp', FAR4, 80)
  await talkers.listen(namespace.enter, 'tcp', HOST4, 80)
  expect(await askFrom(scratch, 'hidden', FAR4, 80)).toBe(HOST4)
  expect(await askFrom(scratch, 'hidden', HOST4, 80)).toBe(HIDDEN)
  expect(await askFrom(scratch, 'other', FAR4, 80)).toBe('timeout') // nobody outside knows the way to it
})

test('rules set before a guest starts hold from its first packet and over its stop', async () => {
  const { namespace, scratch, talkers } = await open()
  const guest = await createGuest(
    scratch.host,
    tinyInput('early', { network: network(HIDDEN, true), start: false }),
  )
  const firewall = Firewall.parse({
    out: 'reject',
    rules: [rule({ direction: 'out', protocol: 'tcp', ports: port(80) })],
  })
  const { name, xid } = guest
  await scratch.host.network.setFirewall({ name, xid, network: guest.network, firewall })
  for (const at of [80, 81]) await talkers.listen(namespace.enterOutside, 'tcp', FAR4, at)
  for (const run of [1, 2]) {
    await startGuest(scratch.host, name)
    expect(await askFrom(scratch, 'early', FAR4, 80)).toBe(HOST4)
    expect(await askFrom(scratch, 'early', FAR4, 81)).toBe('ECONNREFUSED')
    expect(await scratch.host.network.getFirewall(name)).toMatchObject({
      rules: [{ packets: run }],
      out: { packets: run },
    })
    await stopGuest(scratch.host, name)
  }
})

test('rules set while a guest runs hold at once, also for what it sends to its neighbour', async () => {
  const { namespace, scratch, talkers } = await open()
  const guest = await scratch.createTiny('late', { network: network(HIDDEN, true) })
  await talkers.listen(namespace.enterOutside, 'tcp', FAR4, 80)
  expect(await askFrom(scratch, 'late', FAR4, 80)).toBe(HOST4)
  const firewall = Firewall.parse({ out: 'reject' })
  await scratch.host.network.setFirewall({ ...guest, firewall })
  expect(await askFrom(scratch, 'late', FAR4, 80)).toBe('ECONNREFUSED')
  await scratch.host.network.setFirewall({ ...guest, firewall: Firewall.parse({}) })
  expect(await askFrom(scratch, 'late', FAR4, 80)).toBe(HOST4)
})

test('a guest whose rules cannot be put in force does not start', async () => {
  const { namespace, scratch } = await open()
  const [program = '', ...enter] = namespace.enter
  execFileSync(program, [...enter, 'nft', 'add', 'table', 'inet', `vserver-${scratch.instance}`])
  await expect(scratch.createTiny('refused', { network: network(HIDDEN, true) })).rejects.toMatchObject({
    code: 'INVALID_STATE',
    message: expect.stringContaining('table'),
  })
  expect(namespace.run('ip', '-o', 'link')).not.toMatch(/: vs\d/)
  await scratch.createTiny('plain', { network: network(OTHER, false) })
})

test('a forwarded port leads to a hidden guest while it runs', async () => {
  const { namespace, scratch } = await open()
  const guest = await scratch.createTiny('server', { network: network(HIDDEN, true) })
  installProgram(scratch, 'server', buildProgram('talk'))
  const firewall = Firewall.parse({
    in: 'drop',
    rules: [rule({ protocol: 'tcp', ports: port(80) })],
    forwards: [{ protocol: 'tcp', host: null, hostPort: 8080, guest: HIDDEN, guestPort: 80 }],
  })
  await scratch.host.network.setFirewall({ ...guest, firewall })
  expect(await ask(namespace.enterOutside, 'tcp', HOST4, 8080)).toBe('ECONNREFUSED') // nobody listens in it
  expect(await scratch.host.network.getFirewall(guest.name)).toMatchObject({ rules: [{ packets: 1 }] })
})
