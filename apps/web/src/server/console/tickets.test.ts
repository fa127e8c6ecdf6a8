import { expect, test } from 'vitest'
import { type Cast, createCast, VIEWERS, type ViewerName } from '../testing/cast.ts'
import { browserOf, echoHost, hello, textOf } from '../testing/console-wire.ts'
import { as, letIn, sellGuest } from '../testing/world.ts'

const OF_OTHERS: readonly ViewerName[] = ['otherReseller', 'otherCustomer']

/** A guest of each reseller's customer on a host that answers; staff is let in. */
async function sold(cast: Cast) {
  const { world, tenant, other } = cast
  const guests = { own: await sellGuest(world, tenant, 'web'), other: await sellGuest(world, other, 'shop') }
  for (const guestId of Object.values(guests)) await letIn(world, guestId)
  await world.hub.refresh()
  const host = await echoHost()
  world.agent.consoleAddress = (target) =>
    host.address(`/console/${'bootOf' in target ? `boot/${target.bootOf}` : target.consoleId}`)
  return guests
}

async function attach(cast: Cast, who: ViewerName, ticket: string): Promise<string> {
  const browser = await browserOf(cast.people[who])
  const answer = textOf(browser)
  browser.send(hello(ticket))
  const { type } = await answer
  browser.close()
  return type
}

test('a ticket opens a console for who asked for it, and for nobody else', async () => {
  const cast = await createCast()
  const guests = await sold(cast)
  const faults: string[] = []
  let tried = 0
  for (const owner of VIEWERS.filter((name) => name !== 'sibling')) {
    const guestId = OF_OTHERS.includes(owner) ? guests.other : guests.own
    const { ticket } = await as(cast.people[owner]).console.ticket({ guestId, kind: 'shell' })
    // The owner comes last: whoever is refused does not use it up.
    for (const who of [...VIEWERS.filter((name) => name !== owner), owner]) {
      const said = await attach(cast, who, ticket)
      if (said !== (who === owner ? 'ready' : 'error'))
        faults.push(`${who} with the ticket of ${owner}: ${said}`)
      tried += 1
    }
  }
  process.stdout.write(`console tickets: ${tried} tries\n`)
  expect(faults).toEqual([])
  expect(tried).toBe((VIEWERS.length - 1) * VIEWERS.length)
}, 60_000)
