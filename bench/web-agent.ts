/**
 * A host with many guests that are kept in memory, served as the agent serves: `web-agent.ts SOCKET UID GUESTS
 * [CONSOLES]`. With CONSOLES (JSON of that type) a console of any of them is one of the guest that it names.
 */
import { chownSync } from 'node:fs'
import { SAMPLE_TICK_MS, serveAgent, testAgent } from '@vserver/agent/testing'
import { GuestName } from '@vserver/core/guest/model'
import { HIT_EFFECTS } from '@vserver/core/hit/model'
import { linuxHost } from '@vserver/core/linux'
import type { Consoles } from './web-stack.ts'
import { recordOf } from './web-world.ts'

const HIT_GUESTS = 40
const HITS_EACH = 20
const HOUR_MS = 3_600_000

const [socket = '', uid = '0', guests = '0', consoles] = process.argv.slice(2)
const { host, agent } = testAgent({
  guests: Array.from({ length: Number(guests) }, (_, index) => recordOf(index)),
})
if (consoles) await lendConsoles(JSON.parse(consoles))
const follow = () => host.advance(Date.now() - host.now())
follow()
for (const { name } of host.records.values()) if (host.kernel.counters.has(name)) agent.sampler.add(name)
await addHits()
await agent.sampler.tick()
follow()
await agent.sampler.tick()
await serveAgent(agent, socket)
chownSync(socket, Number(uid), Number(uid))
setInterval(() => {
  follow()
  void agent.sampler.tick()
}, SAMPLE_TICK_MS)
process.stdout.write('ready\n')

/** Some guests ran into their limits today. */
async function addHits(): Promise<void> {
  let id = 0
  for (const record of [...host.records.values()].slice(0, HIT_GUESTS)) {
    const guest = await agent.storedGuests.idOf(record)
    if (guest === null) throw new Error(`${record.name} has no place in the store.`)
    const hits = Array.from({ length: HITS_EACH }, (_, hit) => ({
      ...{ id: ++id, name: record.name, at: host.now() - (hit * HOUR_MS) / 2 },
      ...{ resource: 'memory' as const, effect: HIT_EFFECTS[0], count: 1, limit: null, processes: [] },
    }))
    agent.hits.add(guest, hits)
  }
  await agent.hits.written()
}

async function lendConsoles({ guest, ...options }: Consoles): Promise<void> {
  const real = await linuxHost(options)
  const name = GuestName.parse(guest)
  host.consoles.open = (input) => real.consoles.open({ ...input, guest: name })
  host.consoles.hand = real.consoles.hand
}
