import { expect, test } from 'vitest'
import { createGuest, reconcileGuest, startGuest } from '../guest/index.ts'
import { CreateGuestInput, GuestRecord } from '../guest/model.ts'
import { UNLIMITED } from '../limit/model.ts'
import { fakeHost, guestName, guestRecord, runningGuest, templateName } from '../testing/index.ts'
import { getNetwork } from './get.ts'
import { Network, type NO_NETWORK } from './model.ts'
import { setNetwork } from './set.ts'

const web1 = guestName('web1')
const web2 = guestName('web2')

function privateNetwork(...addresses: string[]): Network {
  return Network.parse({ mode: 'private', addresses })
}

function guestWith(name: string, network: Network | typeof NO_NETWORK): GuestRecord {
  return { ...runningGuest(name), network }
}

const RULE = {
  direction: 'in',
  verdict: 'accept',
  protocol: 'tcp',
  ports: null,
  remote: null,
  log: false,
} as const
const FIREWALL = { in: 'drop', out: 'accept', rules: [RULE], forwards: [] } as const
const guarded = (record: GuestRecord): GuestRecord => GuestRecord.parse({ ...record, firewall: FIREWALL })

test('a running guest has its addresses at once, and keeps them for the next start', async () => {
  const host = fakeHost({ guests: [guestWith('web1', privateNetwork())] })
  const network = privateNetwork('192.0.2.5', '2001:db8::5')
  await setNetwork(host, web1, network)
  expect(host.nets.networks.get(web1)).toEqual(network)
  expect(host.records.get(web1)).toMatchObject({ network, intent: null })
  expect((await getNetwork(host, web1)).state?.network).toEqual(network)
})

test('a stopped guest may get another mode, a running one keeps it', async () => {
  const host = fakeHost({ guests: [guestRecord('web1'), guestWith('web2', privateNetwork())] })
  await setNetwork(host, web1, privateNetwork('192.0.2.5'))
  expect(host.faults.calls).not.toContain('network.set')
  expect(await getNetwork(host, web1)).toMatchObject({ network: { mode: 'private' }, state: null })
  const shared = Network.parse({ mode: 'shared', addresses: ['192.0.2.6'] })
  await expect(setNetwork(host, web2, shared)).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: expect.stringContaining('Stop it'),
  })
  expect(host.records.get(web2)?.network.mode).toBe('private')
})

test('an address of another guest is refused, running or not, also when both ask at once', async () => {
  const taken = guestRecord('web2', { network: privateNetwork('192.0.2.5') })
  const host = fakeHost({ guests: [guestRecord('web1'), taken, guestRecord('web3')] })
  await expect(setNetwork(host, web1, privateNetwork('192.0.2.5'))).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
    subject: '192.0.2.5',
  })
  const both = [web1, guestName('web3')].map((name) => setNetwork(host, name, privateNetwork('192.0.2.7')))
  const results = await Promise.allSettled(both)
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

test('a guest is not made with the address of another', async () => {
  const host = fakeHost({ guests: [guestRecord('web2', { network: privateNetwork('192.0.2.5') })] })
  const input = {
    name: 'web1',
    template: templateName,
    limit: UNLIMITED,
    network: privateNetwork('192.0.2.5'),
  }
  await expect(createGuest(host, CreateGuestInput.parse(input))).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
  })
  expect([...host.records.keys()]).toEqual([web2])
})

test('a network the kernel refuses is not remembered', async () => {
  const before = privateNetwork('192.0.2.5')
  const host = fakeHost({ guests: [guarded(guestWith('web1', before))], refuse: 'network.set' })
  await expect(setNetwork(host, web1, privateNetwork('192.0.2.6'))).rejects.toMatchObject({
    code: 'NATIVE_FAILED',
  })
  expect(host.records.get(web1)).toMatchObject({ network: before, intent: null })
})

test('rules follow the addresses before these are there', async () => {
  const host = fakeHost({ guests: [guarded(guestWith('web1', privateNetwork('192.0.2.5')))] })
  await setNetwork(host, web1, privateNetwork('192.0.2.6'))
  const calls = host.faults.calls.filter((call) => call.startsWith('network.'))
  expect(calls).toEqual(['network.setFirewall', 'network.set'])
})

test('a guest with rules starts behind them, and does not start when the host refuses them', async () => {
  const record = guarded(guestRecord('web1', { network: privateNetwork('192.0.2.5') }))
  const host = fakeHost({ guests: [record] })
  await startGuest(host, web1)
  const { calls } = host.faults
  expect(calls.indexOf('network.setFirewall')).toBeLessThan(calls.indexOf('runtime.start'))
  expect(calls).toContain('network.setFirewall')
  const refusing = fakeHost({ guests: [record], refuse: 'network.setFirewall' })
  await expect(startGuest(refusing, web1)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(refusing.kernel.isRunning(web1)).toBe(false)
})

test('a guest without rules starts without a firewall', async () => {
  const host = fakeHost({ guests: [guestRecord('web1')] })
  await startGuest(host, web1)
  expect(host.faults.calls).not.toContain('network.setFirewall')
})

test.each(['before', 'after'] as const)(
  'a crash %s any step leaves record and kernel the same',
  async (when) => {
    const before = privateNetwork('192.0.2.5')
    const after = privateNetwork('192.0.2.6')
    for (let step = 1; step <= 10; step++) {
      const host = fakeHost({ guests: [guarded(guestWith('web1', before))] })
      host.nets.networks.set(web1, before)
      Object.assign(host.faults, { crashAt: step, crashWhen: when })
      await setNetwork(host, web1, after).catch(() => {})
      host.revive()
      await reconcileGuest(host, web1)
      const record = host.records.get(web1)
      expect(record?.intent, `step ${step}`).toBeNull()
      expect(host.nets.networks.get(web1), `step ${step}`).toEqual(record?.network)
    }
  },
)

test('an address that a port of the host leads to stays', async () => {
  const forwards = [{ protocol: 'tcp', host: null, hostPort: 8080, guest: '192.0.2.5', guestPort: 80 }]
  const network = privateNetwork('192.0.2.5', '192.0.2.6')
  const record = GuestRecord.parse({ ...guestWith('web1', network), firewall: { forwards } })
  const host = fakeHost({ guests: [record] })
  await expect(setNetwork(host, web1, privateNetwork('192.0.2.6'))).rejects.toMatchObject({
    code: 'INVALID_STATE',
    hint: expect.stringContaining('8080'),
  })
  await setNetwork(host, web1, privateNetwork('192.0.2.5'))
  const shared = Network.parse({ mode: 'shared', addresses: ['192.0.2.5'] })
  await expect(setNetwork(host, web1, shared)).rejects.toMatchObject({ code: 'INVALID_STATE' })
})

test('a record from before the networks has none, and an open firewall', () => {
  const { network, firewall, ...old } = guestRecord('web1')
  expect(GuestRecord.parse(old)).toMatchObject({ network, firewall })
})
