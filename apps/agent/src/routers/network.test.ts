import { Firewall } from '@vserver/core/firewall/model'
import { Network } from '@vserver/core/network/model'
import { guestName, guestRecord, runningGuest } from '@vserver/core/testing'
import { expect, test } from 'vitest'
import { testAgent } from '../testing/test-agent.ts'

const name = guestName('web1')
const network = Network.parse({ mode: 'private', addresses: ['192.0.2.5'] })
const NO_BYTES = { bytes: 0, packets: 0 }

test('a network is set, read back and seen with the guest', async () => {
  const { caller } = testAgent({ guests: [guestRecord('web1')] })
  expect(await caller.network.set({ name, network })).toEqual(network)
  expect(await caller.network.get({ name })).toEqual({ network, state: null })
  expect((await caller.guest.get({ name })).network).toEqual(network)
  expect((await caller.network.host()).uplink).toBe('eth0')
})

test('the kind of network of a running guest stays', async () => {
  const { caller } = testAgent({ guests: [runningGuest('web1')] })
  await expect(caller.network.set({ name, network })).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' })
})

test('a guest that somebody acts on keeps its network meanwhile', async () => {
  const { agent, caller } = testAgent({ guests: [guestRecord('web1')] })
  const release = await agent.locks.acquire(name, 'guest.start')
  await expect(caller.network.set({ name, network })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(caller.firewall.set({ name, firewall: Firewall.parse({}) })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  release()
})

test('a firewall is set, and its rules tell what they have met', async () => {
  const { caller } = testAgent({ guests: [guestRecord('web1', { network })] })
  const rule = {
    direction: 'in',
    verdict: 'drop',
    protocol: 'any',
    ports: null,
    remote: null,
    log: true,
  } as const
  const firewall = Firewall.parse({ rules: [rule] })
  await caller.firewall.set({ name, firewall })
  expect(await caller.firewall.get({ name })).toMatchObject({ firewall, hits: { rules: [NO_BYTES] } })
})
