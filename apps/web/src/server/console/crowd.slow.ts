import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { FRAME } from '@vserver/core/console/model'
import type { Db } from '@vserver/db'
import { expect, inject, onTestFinished, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import type { ServiceContext } from '../context.ts'
import { echoHost, hello, textOf } from '../testing/console-wire.ts'
import { as, createWorld, sellGuest } from '../testing/world.ts'
import { serveConsole } from './serve.ts'

const CONSOLES = inject('consoles')
const PER_PERSON = 24
const GUESTS = 10
const AT_ONCE = 20
/** In which each is asked for its right three times. */
const IDLE_MS = 30_000
/** Code is compiled and pools are filled by then. */
const WARM_UP = 61
/** Of all ends of a console, which are in this one process: the page's, both of the panel, the host's. */
const MOST_KIB_EACH = 64

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** On the heap and beside it, without what is left over from opening them. */
function heldKib(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1024
}

/** One door for everybody, as the panel's; the address says who it is. */
async function door(people: readonly ServiceContext[]) {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false })
  sockets.on('connection', (socket, request) => {
    const ctx = people[Number(request.url?.slice(1))]
    if (ctx) void serveConsole(ctx, socket)
  })
  http.listen(0)
  await once(http, 'listening')
  onTestFinished(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return `ws://127.0.0.1:${(http.address() as AddressInfo).port}`
}

test('hundreds of consoles that nobody types in cost little, and one in which somebody does answers', async () => {
  const world = await createWorld()
  const tenant = await world.tenant()
  const guests: string[] = []
  for (let index = 0; index < GUESTS; index += 1) guests.push(await sellGuest(world, tenant, `web${index}`))
  await world.hub.refresh()
  const host = await echoHost()
  world.agent.consoleAddress = (target) =>
    host.address('consoleId' in target ? `/console/${target.consoleId}` : '/')
  const people: ServiceContext[] = []
  for (let index = 0; index <= CONSOLES / PER_PERSON; index += 1)
    people.push(await world.member(tenant.customer))
  const url = await door(people)
  const open = async (index: number) => {
    const person = Math.floor(index / PER_PERSON)
    const guestId = guests[index % GUESTS] ?? ''
    const { ticket } = await as(people[person] as ServiceContext).console.ticket({ guestId, kind: 'shell' })
    const browser = new WebSocket(`${url}/${person}`, { perMessageDeflate: false })
    const said = textOf(browser)
    await once(browser, 'open')
    browser.send(hello(ticket))
    return { browser, said: await said }
  }
  const first = await open(0)
  let before = Number.NaN
  for (let from = 1; from < CONSOLES; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, CONSOLES - from) }, (_, at) => open(from + at))
    for (const { said } of await Promise.all(some)) expect(said.message ?? said.type).toBe('ready')
    if (from < WARM_UP) before = heldKib()
  }
  const eachKib = (heldKib() - before) / (CONSOLES - WARM_UP)
  const beganMs = performance.now()
  const answer = once(first.browser, 'message')
  first.browser.send(Buffer.concat([Buffer.of(FRAME.input), Buffer.from('ls\n')]))
  expect((await answer)[0].subarray(9).toString()).toBe('ls\n')
  const answeredMs = performance.now() - beganMs
  const idle = await watchIdle(world.db)
  process.stdout.write(
    `${CONSOLES} idle consoles: ${eachKib.toFixed(0)} KiB each with all four ends, a key was answered in ${answeredMs.toFixed(1)} ms; ${idle}\n`,
  )
  expect(eachKib).toBeLessThan(MOST_KIB_EACH)
  expect(answeredMs).toBeLessThan(1000)
})

/** What the rights of consoles cost that are asked for again and again. */
async function watchIdle(db: Db): Promise<string> {
  const [cpu, transactions] = [process.cpuUsage(), await transactionsOf(db)]
  await sleep(IDLE_MS)
  const { user, system } = process.cpuUsage(cpu)
  const perSecond = ((await transactionsOf(db)) - transactions) / (IDLE_MS / 1000)
  const cores = (user + system) / 1000 / IDLE_MS
  return `while idle ${(cores * 100).toFixed(1)} % of a core and ${perSecond.toFixed(0)} queries a second`
}

async function transactionsOf(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()`
  return Number(row?.count)
}
