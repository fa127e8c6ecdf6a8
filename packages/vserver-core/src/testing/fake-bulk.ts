import { BulkPermit } from '../bulk/model.ts'
import { VserverError } from '../errors.ts'
import type { Host } from '../host.ts'
import { MINUTE_MS } from '../units.ts'

/** As the broker drops what nobody confirmed. */
const ASKED_MINUTES = 60
const FIRST_ID = 100_001

/** Permits that wait for root; nothing here confirms them. */
export function fakeBulk(now: () => number): Host['bulk'] {
  let permits: BulkPermit[] = []
  let nextId = FIRST_ID
  const update = (): void => {
    permits = permits.filter(({ expiresAt }) => Date.parse(expiresAt) > now())
  }
  return {
    ask: async (input) => {
      const permit = BulkPermit.parse({
        ...input,
        id: nextId++,
        state: 'asked',
        left: input.count,
        askedAt: new Date(now()).toISOString(),
        confirmedAt: null,
        validFrom: null,
        expiresAt: new Date(now() + ASKED_MINUTES * MINUTE_MS).toISOString(),
      })
      permits.push(permit)
      return permit
    },
    list: async () => {
      update()
      return [...permits]
    },
    withdraw: async (id) => {
      update()
      const left = permits.filter((permit) => permit.id !== id)
      if (left.length === permits.length)
        throw new VserverError('NOT_FOUND', `There is no bulk permit ${id}.`)
      permits = left
    },
  }
}
