import { expect, onTestFinished } from 'vitest'
import { Firewall } from '../../src/firewall/model.ts'
import type { Guest } from '../../src/guest/model.ts'
import { Network } from '../../src/network/model.ts'
import { installProgram } from '../guest-program.ts'
import { buildProgram } from '../programs.ts'
import { runInGuest, runShell } from '../run-in-guest.ts'
import { openScratch, type Scratch, test } from '../scratch.ts'
import { port, rule } from './firewall-world.ts'
import { FAR4, GATEWAY4, HostNamespace } from './host-namespace.ts'
import { ask, Talkers } from './talk.ts'

const ONE = '203.0.113.21'
const TWO = '203.0.113.22'

async function open() {
  const namespace = HostNamespace.open()
  onTestFinished(() => namespace.close())
  const scratch = await openScratch({ networkNamespace: namespace.path, parked: 0 })
  onTestFinished(() => scratch.close())
  const talkers = new Talkers()
  onTestFinished(() => talkers.close())
  const start = async (name: string, address: string): Promise<Guest> => {
    const network = Network.parse({ mode: 'shared', peers: true, addresses: [`${address}/32`] })
    const guest = await scratch.createTiny(name, { network })
    installProgram(scratch, name, buildProgram('talk'))
    return guest
  }
  const set = (guest: Guest, change: object) =>
    scratch.host.network.setFirewall({ ...guest, firewall: Firewall.parse(change) })
  return { namespace, scratch, talkers, start, set }
}

/** A server in the guest, until the guest ends. */
async function serve(scratch: Scratch, guest: string, address: string, at: number): Promise<void> {
  const script = `setsid /talk listen tcp ${address} ${at} >/said </dev/null & until [ -s /said ]; do sleep 0.02; done; cat /said`
  expect((await runShell(scratch.host, guest, script)).output).toMatch(/^ready/)
}

async function askFrom(scratch: Scratch, guest: string, address: string, at: number): Promise<string> {
  const { output } = await runInGuest(scratch.host, guest, ['/talk', 'ask', 'tcp', address, `${at}`])
  return output.trim()
}

test('the rules of a guest in the stack of the host hold for others and not for itself', async () => {
  const { namespace, scratch, talkers, start, set } = await open()
  const one = await start('one', ONE)
  await start('two', TWO)
  await serve(scratch, 'one', ONE, 80)
  await talkers.listen(namespace.enterOutside, 'tcp', FAR4, 80)
  await set(one, { in: 'reject', out: 'reject' })
  expect(await ask(namespace.enterOutside, 'tcp', ONE, 80)).toBe('ECONNREFUSED')
  expect(await askFrom(scratch, 'two', ONE, 80)).toBe('ECONNREFUSED')
  expect(await askFrom(scratch, 'one', FAR4, 80)).toBe('ECONNREFUSED')
  expect(await askFrom(scratch, 'one', ONE, 80)).toBe(ONE)
  expect(await scratch.host.network.getFirewall(one.name)).toMatchObject({
    ...{ in: { packets: 2 }, out: { packets: 1 } },
  })
  await set(one, { in: 'drop', rules: [rule({ protocol: 'tcp', ports: port(80) })] })
  expect(await ask(namespace.enterOutside, 'tcp', ONE, 80)).toBe(GATEWAY4)
  expect(await askFrom(scratch, 'two', ONE, 80)).toBe(TWO)
  expect(await scratch.host.network.getFirewall(one.name)).toMatchObject({ rules: [{ packets: 2 }] })
})

test('a port of the host leads to no guest in the stack of the host', async () => {
  const { start, set } = await open()
  const one = await start('one', ONE)
  const forward = { protocol: 'tcp', host: null, hostPort: 8080, guest: ONE, guestPort: 80 }
  await expect(set(one, { forwards: [forward] })).rejects.toMatchObject({
    ...{ code: 'INVALID_INPUT', cause: { code: 'ENOTSUP', stage: 'forwards' } },
  })
})
