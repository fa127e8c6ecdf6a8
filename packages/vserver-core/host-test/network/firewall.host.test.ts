import { expect } from 'vitest'
import { GUEST4, GUEST6, OTHER4, port, rule, test } from './firewall-world.ts'
import { FAR4, FAR6, HOST4 } from './host-namespace.ts'
import { ask, sendError } from './talk.ts'

/** As many lines at once as the rules allow, and as many more come with time. */
const LOG_BURST = 10
const LOG_LINES_PER_MINUTE = 20
const SEEN: [string, string] = ['198.51.100.1', '2001:db8:100::1']

test('a guest without rules has no table made for it', async ({ world }) => {
  expect(world.namespace.run('nft', 'list', 'tables')).not.toContain(world.table)
  await world.set({ in: 'drop' })
  expect(world.namespace.run('nft', 'list', 'tables')).toContain(world.table)
  await world.set({})
  expect(world.namespace.run('nft', 'list', 'tables')).not.toContain(world.table)
})

test('what comes in is dropped unless a rule lets it through, and counted', async ({ world }) => {
  for (const at of [80, 81]) {
    await world.talkers.listen(world.guest.enter, 'tcp', '::', at)
  }
  await world.talkers.listen(world.guest.enter, 'udp', '::', 53)
  expect(await world.askIn('tcp', 80)).toEqual(SEEN)
  await world.set({ in: 'drop', rules: [rule({ protocol: 'tcp', ports: port(80) })] })
  expect(await world.askIn('tcp', 80)).toEqual(SEEN)
  expect(await world.hits()).toMatchObject({ inForce: true, rules: [{ packets: 2 }], in: { packets: 0 } })
  expect(await world.askIn('udp', 53)).toEqual(['timeout', 'timeout'])
  expect((await world.hits()).in.packets).toBe(2)
  expect(await world.askIn('tcp', 81)).toEqual(['timeout', 'timeout'])
  expect((await world.hits()).in.packets).toBeGreaterThanOrEqual(4) // SYNs are sent again
})

test('answers to what a guest asks pass, whatever may come in', async ({ world }) => {
  await world.set({ in: 'drop' })
  await world.talkers.listen(world.namespace.enterOutside, 'tcp', '::', 443)
  await world.talkers.listen(world.namespace.enterOutside, 'udp', FAR4, 53)
  expect(await ask(world.guest.enter, 'tcp', FAR4, 443)).toBe(GUEST4)
  expect(await ask(world.guest.enter, 'tcp', FAR6, 443)).toBe(GUEST6)
  expect(await ask(world.guest.enter, 'udp', FAR4, 53)).toBe(GUEST4)
  expect(await world.hits()).toMatchObject({ in: { packets: 0 }, out: { packets: 3 } })
})

test('what goes out is held by its own rules, to the host and to other guests as well', async ({ world }) => {
  const remote = `${FAR4}/32` as never
  await world.talkers.listen(world.namespace.enterOutside, 'tcp', '::', 25)
  await world.talkers.listen(world.namespace.enter, 'tcp', HOST4, 25)
  await world.talkers.listen(world.other.enter, 'tcp', OTHER4, 25)
  await world.set({
    out: 'drop',
    rules: [rule({ direction: 'out', protocol: 'tcp', ports: port(25), remote })],
  })
  expect(await ask(world.guest.enter, 'tcp', FAR4, 25)).toBe(GUEST4)
  expect(await ask(world.guest.enter, 'tcp', FAR6, 25)).toBe('timeout')
  expect(await ask(world.guest.enter, 'tcp', HOST4, 25)).toBe('timeout')
  expect(await ask(world.guest.enter, 'tcp', OTHER4, 25)).toBe('timeout')
  expect(await ask(world.other.enter, 'tcp', HOST4, 25)).toBe(OTHER4)
})

test("one guest's way out and the other's way in both have to be open", async ({ world }) => {
  await world.talkers.listen(world.other.enter, 'tcp', OTHER4, 25)
  await world.set({ in: 'drop' })
  await world.set({ in: 'drop' }, 'other')
  expect(await ask(world.guest.enter, 'tcp', OTHER4, 25)).toBe('timeout')
  await world.set({ in: 'drop', rules: [rule({ remote: `${GUEST4}/32` as never })] }, 'other')
  expect(await ask(world.guest.enter, 'tcp', OTHER4, 25)).toBe(GUEST4)
  expect(await ask(world.namespace.enter, 'tcp', OTHER4, 25)).toBe('timeout')
})

test('a refused connection is told so at once, each protocol in its way', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'tcp', '::', 80)
  await world.talkers.listen(world.guest.enter, 'udp', '::', 53)
  await world.set({ in: 'reject' })
  expect(await world.askIn('tcp', 80)).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
  expect(await world.askIn('udp', 53)).toEqual(['ECONNREFUSED', 'ECONNREFUSED'])
  expect(await world.hits()).toMatchObject({ in: { packets: 4 } })
})

test('errors that path MTU discovery needs always pass', async ({ world }) => {
  await world.set({ in: 'drop', out: 'drop' })
  const read = (file: string, field: string) => {
    const lines = world.guest.run('cat', file).split('\n')
    if (file.endsWith('6')) return Number(lines.find((line) => line.startsWith(field))?.split(/\s+/)[1])
    const [names = '', values = ''] = lines.filter((line) => line.startsWith('Icmp:'))
    return Number(values.split(' ')[names.split(' ').indexOf(field)])
  }
  const before = [read('/proc/net/snmp', 'InDestUnreachs'), read('/proc/net/snmp6', 'Icmp6InPktTooBigs')]
  await sendError(world.namespace.enterOutside, GUEST4)
  await sendError(world.namespace.enterOutside, GUEST6)
  await expect
    .poll(() => [read('/proc/net/snmp', 'InDestUnreachs'), read('/proc/net/snmp6', 'Icmp6InPktTooBigs')])
    .toEqual(before.map((count) => count + 1))
})

test('neighbours find a guest that lets nothing in or out', async ({ world }) => {
  await world.set({ in: 'drop', out: 'drop' })
  for (const [enter, device] of [
    [world.namespace.enter, 'vs7'],
    [world.guest.enter, 'eth0'],
  ] as const) {
    const [program = '', ...args] = [...enter, 'ip', 'neigh', 'flush', 'dev', device]
    world.namespace.run(program, ...args)
  }
  await world.talkers.listen(world.guest.enter, 'tcp', '::', 80)
  await world.set({ in: 'drop', out: 'drop', rules: [rule({ protocol: 'tcp', ports: port(80) })] })
  expect(await world.askIn('tcp', 80)).toEqual(SEEN)
})

test('rules are changed without cutting what is established, and keep their counters', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'tcp', GUEST4, 80)
  const web = rule({ protocol: 'tcp', ports: port(80) })
  await world.set({ in: 'drop', rules: [web] })
  const say = await world.talkers.hold(world.namespace.enterOutside, GUEST4, 80)
  expect(await say('one')).toBe('one')
  await world.set({ in: 'drop', rules: [rule({ protocol: 'udp' }), web] })
  expect((await world.hits()).rules).toMatchObject([{ packets: 0 }, { packets: 1 }])
  await world.set({ in: 'drop' })
  expect(await say('two')).toBe('two')
  expect(await ask(world.namespace.enterOutside, 'tcp', GUEST4, 80)).toBe('timeout')
})

test('a rule that logs counts the lines apart, and no more than its rate', async ({ world }) => {
  await world.talkers.listen(world.guest.enter, 'udp', GUEST4, 53)
  const dns = rule({ protocol: 'udp', ports: port(53), log: true })
  await world.set({ in: 'drop', rules: [dns] })
  const beganMs = performance.now()
  for (let i = 0; i < 14; i++) {
    expect(await ask(world.namespace.enterOutside, 'udp', GUEST4, 53)).toBe('198.51.100.1')
  }
  const earned = Math.ceil(((performance.now() - beganMs) / 60_000) * LOG_LINES_PER_MINUTE)
  expect((await world.hits()).rules).toMatchObject([{ packets: 14 }])
  const chain = world.namespace.run('nft', 'list', 'chain', 'inet', world.table, 'in-7')
  const lines = Number(
    /counter packets (\d+) bytes \d+ log prefix "vserver 7 in accept 1: "/.exec(chain)?.[1],
  )
  expect(lines).toBeGreaterThanOrEqual(LOG_BURST)
  expect(lines).toBeLessThanOrEqual(LOG_BURST + earned)
})

test('rules of a family, of prefixes and of ranges of ports mean what they say', async ({ world }) => {
  for (const at of [1000, 1009, 1010]) await world.talkers.listen(world.guest.enter, 'tcp', '::', at)
  const tcp = { protocol: 'tcp' as const }
  await world.set({
    in: 'reject',
    rules: [
      rule({ ...tcp, ports: port(1000, 1009), remote: '198.51.100.9/24' as never }),
      rule({ ...tcp, ports: port(1010), remote: '::/0' as never }),
    ],
  })
  expect(await world.askIn('tcp', 1000)).toEqual([SEEN[0], 'ECONNREFUSED'])
  expect(await world.askIn('tcp', 1009)).toEqual([SEEN[0], 'ECONNREFUSED'])
  expect(await world.askIn('tcp', 1010)).toEqual(['ECONNREFUSED', SEEN[1]])
})
