import { expect } from 'vitest'
import type { Firewall } from '../../src/firewall/model.ts'
import { GUEST4, GUEST6, OTHER4, OTHER6, port, rule, test } from './firewall-world.ts'
import { GATEWAY4, GATEWAY6, HOST4, HOST6 } from './host-namespace.ts'
import { ask } from './talk.ts'

type Forward = Firewall['forwards'][number]

function forward(change: Partial<Record<keyof Forward, unknown>>): Forward {
  const both = { protocol: 'tcp', host: null, hostPort: 8080, guest: GUEST4, guestPort: 80, ...change }
  return both as Forward
}

test('a port of the host leads to the guest, by either family, and the guest sees who asks', async ({
  world,
}) => {
  const outside = world.namespace.enterOutside
  await world.talkers.listen(world.guest.enter, 'tcp', '::', 80)
  await world.talkers.listen(world.guest.enter, 'udp', GUEST4, 53)
  await world.set({
    forwards: [
      forward({}),
      forward({ guest: GUEST6 }),
      forward({ protocol: 'udp', host: HOST4, hostPort: 5353, guestPort: 53 }),
      forward({ host: HOST6, guest: GUEST6, hostPort: 443 }),
    ],
  })
  expect(await ask(outside, 'tcp', HOST4, 8080)).toBe(GATEWAY4)
  expect(await ask(outside, 'tcp', HOST6, 8080)).toBe(GATEWAY6)
  expect(await ask(outside, 'udp', HOST4, 5353)).toBe(GATEWAY4)
  expect(await ask(outside, 'tcp', HOST6, 443)).toBe(GATEWAY6)
  expect(await ask(outside, 'tcp', HOST4, 443)).toBe('ECONNREFUSED')
  expect(await ask(outside, 'udp', HOST4, 8080)).toBe('ECONNREFUSED')
  await world.set({})
  expect(await ask(outside, 'tcp', HOST4, 8080)).toBe('ECONNREFUSED')
})

test('the host itself, another guest and the guest reach a forwarded port too', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'tcp', '::', 80)
  await world.set({ forwards: [forward({}), forward({ guest: GUEST6 })] })
  expect(await ask(world.namespace.enter, 'tcp', HOST4, 8080)).toBe(HOST4)
  expect(await ask(world.namespace.enter, 'tcp', HOST6, 8080)).toBe(HOST6)
  expect(await ask(world.other.enter, 'tcp', HOST4, 8080)).toBe(OTHER4)
  expect(await ask(world.other.enter, 'tcp', HOST6, 8080)).toBe(OTHER6)
  expect(await ask(world.guest.enter, 'tcp', HOST4, 8080)).toBe(HOST4)
  expect(await ask(world.guest.enter, 'tcp', HOST6, 8080)).toBe(HOST6)
  expect(await ask(world.namespace.enter, 'tcp', '127.0.0.1', 8080)).toBe('ECONNREFUSED')
})

test('a forwarded port opens nothing: the rules see the address and port of the guest', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'tcp', GUEST4, 80)
  await world.set({ in: 'drop', forwards: [forward({})] })
  expect(await ask(world.namespace.enterOutside, 'tcp', HOST4, 8080)).toBe('timeout')
  const rules = [rule({ protocol: 'tcp', ports: port(80) })]
  await world.set({ in: 'drop', rules, forwards: [forward({})] })
  expect(await ask(world.namespace.enterOutside, 'tcp', HOST4, 8080)).toBe(GATEWAY4)
})

test('an established connection outlives the forward it came by', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'tcp', GUEST4, 80)
  await world.set({ forwards: [forward({})] })
  const say = await world.talkers.hold(world.namespace.enterOutside, HOST4, 8080)
  await world.set({ in: 'drop' })
  expect(await say('still here')).toBe('still here')
  expect(await ask(world.namespace.enterOutside, 'tcp', HOST4, 8080)).toBe('ECONNREFUSED')
})

test('a port belongs to one guest, and the other one is refused', async ({ world }) => {
  await world.set({ forwards: [forward({})] })
  const mine = { guest: OTHER4 }
  await expect(world.set({ forwards: [forward(mine)] }, 'other')).rejects.toMatchObject({
    code: 'ALREADY_EXISTS',
    message: expect.stringContaining('guest'),
  })
  for (const host of [HOST4, null]) {
    const taken = world.set({ forwards: [forward({ ...mine, host })] }, 'other')
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' })
  }
  await world.set({ forwards: [forward({ ...mine, hostPort: 8081 })] }, 'other')
  await world.set({ forwards: [forward({ guest: OTHER6 })] }, 'other') // the other family's port is free
  await expect(world.set({ forwards: [forward({}), forward({ guestPort: 81 })] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
})

test('a port that the host listens on is not given away, and an address it has not is refused', async ({
  world,
}) => {
  const end = await world.talkers.listen(world.namespace.enter, 'tcp', HOST4, 8080)
  await world.talkers.listen(world.namespace.enter, 'udp', '::', 8081)
  const taken = { code: 'ALREADY_EXISTS', message: expect.stringContaining('host') }
  await expect(world.set({ forwards: [forward({})] })).rejects.toMatchObject(taken)
  await expect(world.set({ forwards: [forward({ host: HOST4 })] })).rejects.toMatchObject(taken)
  await expect(world.set({ forwards: [forward({ protocol: 'udp', hostPort: 8081 })] })).rejects.toMatchObject(
    taken,
  )
  await expect(world.set({ forwards: [forward({ host: '198.51.100.77' })] })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  })
  await world.set({ forwards: [forward({ hostPort: 8081 })] })
  await end()
  await world.set({ forwards: [forward({})] })
})
