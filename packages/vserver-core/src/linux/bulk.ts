import { BULK_KIND, BULK_STATE, type ReplyOf } from '@vserver/native'
import { BULK_KINDS, BULK_STATES, BulkPermit } from '../bulk/model.ts'
import type { Host } from '../host.ts'
import type { Broker } from './broker.ts'

export function linuxBulk(broker: Broker): Host['bulk'] {
  return {
    ask: async ({ kind, count, minutes }) => {
      const request = { kind: BULK_KIND[kind], count, minutes }
      return permitOf(await broker.ask('bulkAsk', request, 'bulk permit'))
    },
    list: async () => {
      const { permits } = await broker.ask('bulkList', {}, 'bulk permits')
      return permits.filter(({ id }) => id !== 0).map(permitOf)
    },
    withdraw: async (id) => {
      await broker.ask('bulkWithdraw', { id, flags: 0 }, String(id))
    },
  }
}

function permitOf(wire: ReplyOf<'bulkAsk'>): BulkPermit {
  return BulkPermit.parse({
    ...wire,
    kind: BULK_KINDS.find((kind) => BULK_KIND[kind] === wire.kind),
    state: BULK_STATES.find((state) => BULK_STATE[state] === wire.state),
    askedAt: isoTime(wire.askedAt),
    confirmedAt: wire.confirmedAt === 0 ? null : isoTime(wire.confirmedAt),
    validFrom: wire.validFrom === 0 ? null : isoTime(wire.validFrom),
    expiresAt: isoTime(wire.expiresAt),
  })
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
