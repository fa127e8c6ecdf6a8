import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GuestName } from '../../src/guest/model.ts'
import { UNLIMITED } from '../../src/limit/model.ts'
import { Network } from '../../src/network/model.ts'
import { GIB } from '../../src/units.ts'
import { startWithProgram } from '../own-program.ts'
import { buildProgram } from '../programs.ts'
import { runShell } from '../run-in-guest.ts'
import { openScratch } from '../scratch.ts'
import { patient } from '../slowness.ts'
import { HostNamespace } from './host-namespace.ts'
import { RUNNABLE } from './modes.ts'
import { BUILD_DEADLINE_MS, buildServerTemplate, mountServerTemplate, SERVERS } from './server-template.ts'

const UP = { timeout: patient(60_000), interval: 300 }
const TEST_MS = patient(130_000)
const GUESTS = {
  one: ['203.0.113.40', '203.0.113.41', '2001:db8:203::40', '2001:db8:203::41'],
  two: ['203.0.113.50', '2001:db8:203::50'],
  six: ['2001:db8:203::60'],
}
const [ONE4, , ONE6] = GUESTS.one as [string, string, string]
/** inetd's own echo, a socket for each address. Source: inetd.conf(5). */
const ECHO = GUESTS.one.map((address) =>
  address.includes(':')
    ? `[${address}]:echo dgram udp6 wait root internal\n`
    : `${address}:echo dgram udp4 wait root internal\n`,
)

/** Programs of the outside, in Node: what it prints is their answer. */
const CLIENTS = {
  page: (address: string) => `
    fetch('http://${bracketed(address)}/', { signal: AbortSignal.timeout(${patient(5000)}) })
      .then((answer) => answer.text())
      .then((text) => process.stdout.write(text))`,
  name: (address: string) => `
    const resolver = new (require('node:dns').promises.Resolver)({ timeout: ${patient(1000)}, tries: 2 })
    resolver.setServers(['${bracketed(address)}:53'])
    resolver.resolve4('server.test').then(([found]) => process.stdout.write(found))`,
  echo: (address: string) => `
    const socket = require('node:dgram').createSocket('udp${address.includes(':') ? 6 : 4}')
    socket.on('message', (data, { address }) => { process.stdout.write(data + ' ' + address); socket.close() })
    socket.send('echo', 7, '${address}')
    setTimeout(() => socket.close(), ${patient(2000)}).unref()`,
}

function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** In the guest, without any client of its own. */
function pageFromWithin(host: string): string {
  return `exec 3<>/dev/tcp/${host}/80 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 && tail -n1 <&3`
}

describe.each(RUNNABLE)('in a %s network', (mode) => {
  let namespace: HostNamespace
  let scratch: Awaited<ReturnType<typeof openScratch>>

  const ask = (client: keyof typeof CLIENTS, address: string): string => {
    try {
      return namespace.outside(process.execPath, '-e', CLIENTS[client](address)).trim()
    } catch (error) {
      return String(error)
    }
  }
  const shell = async (guest: keyof typeof GUESTS, script: string): Promise<string> =>
    (await runShell(scratch.host, guest, script)).output.trim()

  async function start(name: keyof typeof GUESTS): Promise<void> {
    const network = Network.parse({ mode, addresses: GUESTS[name], peers: true })
    const server = { template: SERVERS, initStyle: 'sysv' as const }
    const limit = { ...UNLIMITED, memoryBytes: GIB, processes: 256 }
    await startWithProgram(scratch, GuestName.parse(name), {
      program: buildProgram('network'),
      files: {
        'etc/page': `this is ${name}\n`,
        'etc/inetd.conf': name === 'one' ? ECHO.join('') : '',
        // Without it Debian's dnsmasq answers its own subnets alone.
        'etc/dnsmasq.conf': `listen-address=127.0.0.1,${GUESTS[name].join(',')}\n`,
      },
      script: 'exit 0',
      change: { network, limit, ...(name === 'six' ? {} : server) },
    })
  }

  beforeAll(async () => {
    await buildServerTemplate()
    namespace = HostNamespace.open()
    scratch = await openScratch({ mountTemplate: mountServerTemplate, networkNamespace: namespace.path })
    for (const name of ['one', 'two', 'six'] as const) await start(name)
  }, BUILD_DEADLINE_MS)

  afterAll(async () => {
    await scratch?.close()
    namespace?.close()
  })

  test('nginx in two guests serves port 80, on every address of each, its own page', {
    timeout: TEST_MS,
  }, async () => {
    for (const guest of ['one', 'two'] as const)
      for (const address of GUESTS[guest])
        await expect.poll(() => ask('page', address), UP).toBe(`this is ${guest}`)
  })

  test('nginx in two guests is each its own at 127.0.0.1 and ::1', { timeout: TEST_MS }, async () => {
    for (const guest of ['one', 'two'] as const)
      for (const loopback of ['127.0.0.1', '::1'])
        await expect
          .poll(() => shell(guest, `bash -c "${pageFromWithin(loopback).replaceAll('\\', '\\\\')}"`), UP)
          .toBe(`this is ${guest}`)
  })

  test('sshd lets the other guest in, over IPv4 and IPv6', { timeout: TEST_MS }, async () => {
    for (const address of [ONE4, ONE6])
      await expect.poll(() => shell('two', `ssh root@${address} cat /etc/page 2>&1`), UP).toBe('this is one')
  })

  test('PostgreSQL serves the other guest, its own loopback and its own socket', {
    timeout: TEST_MS,
  }, async () => {
    const sql = 'select inet_client_addr()'
    for (const [server, client] of [
      [ONE4, GUESTS.two[0]],
      [ONE6, GUESTS.two[1]],
    ])
      await expect
        .poll(() => shell('two', `psql -h ${server} -U postgres -tAc '${sql}' 2>&1`), UP)
        .toBe(client)
    await shell('one', `su postgres -c "psql -c \\"alter user postgres password 'word'\\""`)
    const own = `PGPASSWORD=word psql -h 127.0.0.1 -U postgres -tAc '${sql}' 2>&1`
    expect(await shell('one', own)).toBe('127.0.0.1')
    expect(await shell('two', `su postgres -c "psql -tAc 'select 42'" 2>&1`)).toBe('42')
  })

  test.runIf(mode === 'private')(
    'dnsmasq answers the outside on every address, from the one that was asked',
    {
      timeout: TEST_MS,
    },
    async () => {
      for (const address of [...GUESTS.one, ...GUESTS.two])
        await expect.poll(() => ask('name', address), UP).toBe('192.0.2.99')
    },
  )

  // It lists the host's addresses to find out which are its own.
  test.runIf(mode === 'shared')(
    'dnsmasq needs a netlink socket, which a shared network refuses',
    async () => {
      expect(await shell('one', 'dnsmasq --no-daemon 2>&1')).toContain('cannot create netlink socket')
    },
  )

  test('a UDP echo on several addresses answers each from that address', { timeout: TEST_MS }, async () => {
    for (const address of GUESTS.one)
      await expect.poll(() => ask('echo', address), UP).toBe(`echo ${address}`)
  })

  test('a guest with IPv6 alone reaches the servers of others', { timeout: TEST_MS }, async () => {
    const script = `busybox wget -qO- 'http://[${ONE6}]/' 2>&1`
    await expect.poll(() => shell('six', script), UP).toBe('this is one')
    const other = await shell('six', `busybox wget -qO- http://${ONE4}/ 2>&1`)
    expect(other).toMatch(/unreachable|not available|can't connect/i)
  })
})
