import { expect, test } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { buildProgram } from '../programs.ts'
import type { Scratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { startInBackground } from './packet-world.ts'
import { openWithHost, privateNetwork } from './private-guest.ts'

const PORT = '5000'
const BYTES = 4_000_000
const WAIT = { timeout: patient(8000), interval: 100 }

async function enterGuest(scratch: Scratch, name: string): Promise<string[]> {
  const run = await scratch.host.runtime.inspect(GuestName.parse(name))
  if (run.state !== 'running') throw new Error(`${name} does not run`)
  return ['nsenter', `--net=/proc/${run.pid}/ns/net`, '--']
}

/** Two guests that may speak with each other, and what passed the host's end of the second one's link. */
async function openPair() {
  const { host, scratch } = await openWithHost()
  const address = '203.0.113.2'
  await scratch.createTiny('one', { network: privateNetwork({ addresses: ['203.0.113.1/32'] }) })
  const two = await scratch.createTiny('two', { network: privateNetwork({ addresses: [`${address}/32`] }) })
  await startInBackground(await enterGuest(scratch, 'two'), buildProgram('stream'), 'sink', PORT)
  const [program = '', ...enter] = await enterGuest(scratch, 'one')
  const sent = (): number => {
    const [link] = JSON.parse(host.run('ip', '-s', '-j', 'link', 'show', `vs${two.xid}`))
    return link.stats64.tx.bytes
  }
  /** Of what the first sends. */
  const passed = (): number => {
    const before = sent()
    host.run(program, ...enter, buildProgram('stream'), 'tcp', address, PORT, `${BYTES}`)
    return sent() - before
  }
  const isShort = () => passed() < BYTES / 10
  return { host, scratch, isShort }
}

test('guests reach each other the short way while their host has no rules of its own', async () => {
  const { isShort } = await openPair()
  expect(isShort()).toBe(true)
})

const FORWARD = '{ type filter hook forward priority 0; policy accept; }'
test.each([
  [
    'a chain for what is forwarded',
    ['nft', 'add', 'table', 'ip', 'mine'],
    ['nft', 'add', 'chain', 'ip', 'mine', 'x', FORWARD],
    ['nft', 'delete', 'table', 'ip', 'mine'],
  ],
  [
    'a rule of routing',
    ['ip', 'rule', 'add', 'fwmark', '5', 'lookup', 'main'],
    ['true'],
    ['ip', 'rule', 'del', 'fwmark', '5', 'lookup', 'main'],
  ],
  [
    'a policy of IPsec',
    ['ip', 'xfrm', 'policy', 'add', 'src', '192.0.2.0/24', 'dir', 'fwd', 'action', 'block'],
    ['true'],
    ['ip', 'xfrm', 'policy', 'flush'],
  ],
])(
  '%s is obeyed as soon as it is there, also between guests that run already',
  async (_rule, first, second, last) => {
    const { host, isShort } = await openPair()
    expect(isShort()).toBe(true)
    host.run(...first)
    host.run(...second)
    await expect.poll(isShort, WAIT).toBe(false)
    host.run(...last)
    await expect.poll(isShort, WAIT).toBe(true)
  },
)

test('a guest that starts on a host with rules takes the whole way from its first packet', async () => {
  const { host, scratch } = await openWithHost()
  host.run('nft', 'add', 'table', 'ip', 'mine')
  host.run('nft', 'add', 'chain', 'ip', 'mine', 'x', '{ type filter hook forward priority 0; policy drop; }')
  for (const [name, four] of [
    ['one', '203.0.113.1'],
    ['two', '203.0.113.2'],
  ] as const) {
    await scratch.createTiny(name, { network: privateNetwork({ addresses: [`${four}/32`] }) })
  }
  const [program = '', ...enter] = await enterGuest(scratch, 'one')
  expect(host.run(program, ...enter, buildProgram('reach'), '203.0.113.2')).not.toContain('answers')
})
