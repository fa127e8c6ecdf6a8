/**
 * A host with one guest for tests of the panel's consoles (`npm run slow -w @vserver/web`): real broker, real
 * guest, and the agent's console server, in a process of its own as the agent is. Says where it listens on a line
 * of standard output, obeys one JSON line after another on standard input, and ends with it.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createInterface } from 'node:readline'
import { consoleUpgrades, jsonLogger } from '@vserver/agent/console'
import { ConsoleId, ConsoleProgram, ConsoleSize } from '@vserver/core/console/model'
import { DEFAULT_OPTIONS } from '@vserver/core/context/model'
import { createGuest, killGuest, startGuest } from '@vserver/core/guest'
import { GuestName } from '@vserver/core/guest/model'
import { UNLIMITED } from '@vserver/core/limit/model'
import { type LinuxHost, linuxHost } from '@vserver/core/linux'
import { NO_NETWORK } from '@vserver/core/network/model'
import { TemplateId } from '@vserver/core/template/model'
import { MIB } from '@vserver/core/units'
import { z } from 'zod'
import { openScratch, TEMPLATE } from './scratch.ts'

const SHELL = TemplateId.parse('shell.v1')
const GUEST = GuestName.parse('console')
/** Debian's busybox-static. */
const BUSYBOX = '/bin/busybox'
const APPLETS = [
  'sh',
  'cat',
  'yes',
  'echo',
  'sleep',
  'dd',
  'sha256sum',
  'stty',
  'scp',
  'vi',
  'ls',
  'rm',
  'stat',
]

const Order = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('open'), program: ConsoleProgram, size: ConsoleSize }),
  /** A new server takes the place of the old: as when the agent is restarted. */
  z.strictObject({ do: z.literal('restart') }),
  z.strictObject({ do: z.literal('kill') }),
  z.strictObject({ do: z.literal('start') }),
])
type Order = z.infer<typeof Order>

/** What interrupts the test closes our input too, and everything is taken away then. */
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {})
const scratch = await openScratch()
try {
  await serve()
} finally {
  await scratch.close()
}

async function serve(): Promise<void> {
  const broker = await scratch.broker(1, (templates) => addTemplate(templates))
  const [data, run] = [`${scratch.directory}/${broker.name}`, `${scratch.run}/${broker.name}`]
  const host = await linuxHost({ instance: broker.name, runDir: run, dataDir: data })
  await makeGuest(host)
  const socketPath = `${scratch.run}/agent.sock`
  let door = await openDoor(host, socketPath)
  say({ socketPath, pid: process.pid })
  const obey = async (order: Order): Promise<object> => {
    if (order.do === 'open') return { id: await openConsole(host, order) }
    if (order.do === 'kill') await killGuest(host, GUEST)
    if (order.do === 'start') await startGuest(host, GUEST)
    if (order.do === 'restart') {
      await door.close()
      door = await openDoor(host, socketPath)
    }
    return {}
  }
  for await (const line of createInterface({ input: process.stdin }))
    say(await obey(Order.parse(JSON.parse(line))).catch((error: Error) => ({ error: error.message })))
  await door.close()
  host.close()
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

async function openDoor(host: LinuxHost, socketPath: string) {
  const hand = consoleUpgrades(
    host,
    jsonLogger(() => {}),
  )
  const server = createServer()
  server.on('upgrade', (request, socket, head) => hand({ request, socket, head }))
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    close: async () => {
      server.close()
      server.closeAllConnections()
      rmSync(socketPath, { force: true })
    },
  }
}

async function openConsole(
  host: LinuxHost,
  { program, size }: Extract<Order, { do: 'open' }>,
): Promise<ConsoleId> {
  const id = ConsoleId.parse(`slow-${randomBytes(8).toString('hex')}`)
  await host.consoles.open({ id, guest: GUEST, size, program })
  return id
}

async function makeGuest(host: LinuxHost): Promise<void> {
  await createGuest(host, {
    ...{ name: GUEST, template: SHELL, limit: { ...UNLIMITED, memoryBytes: 256 * MIB } },
    ...{ initStyle: 'single', network: NO_NETWORK, options: { ...DEFAULT_OPTIONS, command: ['/pause'] } },
    ...{ backend: null, start: true },
  })
}

/** The payload's with a shell and the program that counts. */
function addTemplate(templates: string): void {
  const root = `${templates}/${SHELL}/rootfs`
  cpSync(`${templates}/${TEMPLATE}`, `${templates}/${SHELL}`, { recursive: true })
  writeFileSync(`${templates}/${SHELL}/ready`, '')
  mkdirSync(`${root}/bin`, { recursive: true })
  copyFileSync(BUSYBOX, `${root}/bin/busybox`)
  chmodSync(`${root}/bin/busybox`, 0o755)
  for (const applet of APPLETS) symlinkSync('busybox', `${root}/bin/${applet}`)
  writeFileSync(`${root}/etc/passwd`, 'root:x:0:0:root:/root:/bin/sh\n')
  const flags = ['-std=gnu17', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-static']
  execFileSync('gcc', [...flags, `${import.meta.dirname}/driver/term.c`, '-o', `${root}/bin/term`])
}
