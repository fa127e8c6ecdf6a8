import { expect, test } from 'vitest'
import { reconcileGuest } from '../guest/index.ts'
import type { GuestRecord } from '../guest/model.ts'
import { Network } from '../network/model.ts'
import { fakeHost, guestName, guestRecord } from '../testing/index.ts'
import { getFirewall } from './get.ts'
import { Firewall, OPEN_FIREWALL } from './model.ts'
import { setFirewall } from './set.ts'

const web1 = guestName('web1')
const web2 = guestName('web2')

function guestAt(name: string, address: string): GuestRecord {
  return guestRecord(name, { network: Network.parse({ mode: 'private', addresses: [address] }) })
}

function forwarding(hostPort: number, guest: string, host: string | null = null, protocol = 'tcp'): Firewall {
  return Firewall.parse({ forwards: [{ protocol, host, hostPort, guest, guestPort: 80 }] })
}

const CLOSED = Firewall.parse({ in: 'drop' })
const two = () => fakeHost({ guests: [guestAt('web1', '192.0.2.5'), guestAt('web2', '192.0.2.6')] })

test('a firewall is set at once, also for a guest that does not run, and its hits are read back', async () => {
  const host = two()
  await setFirewall(host, web1, CLOSED)
  expect(host.nets.firewalls.get(web1)).toEqual(CLOSED)
  expect(await getFirewall(host, web1)).toMatchObject({ firewall: CLOSED, hits: { inForce: true } })
  expect(await getFirewall(host, web2)).toEqual({ firewall: OPEN_FIREWALL, hits: null })
})

test('a firewall the host refuses is not remembered', async () => {
  const host = fakeHost({ guests: [guestAt('web1', '192.0.2.5')], refuse: 'network.setFirewall' })
  await expect(setFirewall(host, web1, CLOSED)).rejects.toMatchObject({ code: 'NATIVE_FAILED' })
  expect(host.records.get(web1)).toMatchObject({ firewall: OPEN_FIREWALL, intent: null })
})

test('a port leads to an address of the guest', async () => {
  await expect(setFirewall(two(), web1, forwarding(8080, '192.0.2.6'))).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    subject: '192.0.2.6',
  })
})

test('a port of the host leads to one guest', async () => {
  const host = two()
  await setFirewall(host, web1, forwarding(8080, '192.0.2.5'))
  for (const other of [null, '203.0.113.1'])
    await expect(setFirewall(host, web2, forwarding(8080, '192.0.2.6', other))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
      subject: 'tcp 8080',
    })
  await setFirewall(host, web2, forwarding(8080, '192.0.2.6', null, 'udp'))
  await setFirewall(host, web1, forwarding(8080, '192.0.2.5', '203.0.113.1'))
  await setFirewall(host, web2, forwarding(8080, '192.0.2.6', '203.0.113.2'))
})

test('what a crash left half done is set again', async () => {
  const host = two()
  Object.assign(host.faults, { crashAt: 3, crashWhen: 'before' })
  await setFirewall(host, web1, CLOSED).catch(() => {})
  host.revive()
  expect(await reconcileGuest(host, web1)).toBe('settled')
  expect(host.nets.firewalls.get(web1)).toEqual(CLOSED)
  expect(host.records.get(web1)).toMatchObject({ firewall: CLOSED, intent: null })
})
