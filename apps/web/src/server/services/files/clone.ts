import { GuestName } from '@vserver/core/guest/model'
import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { newHostName } from '../guest/host-name.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { createKey } from '../guest/life.ts'
import { type CreatedGuest, findEarlier, orderFromHost, reserveNewGuest } from '../guest/new-guest.ts'
import { errorInPanelWords } from '../guest/panel-words.ts'
import { fromColumns, toColumns } from '../limit/columns.ts'
import { requireOwnLimits } from '../suspension/denied.ts'
import { requireUnthrottled } from '../traffic/denied.ts'
import type { CloneRequest } from './model.ts'
import { cloneNeed } from './room.ts'

/**
 * A guest of the same customer, plan and limits with the files of this one. It takes as much out of the pool, but
 * for addresses: it has no network before it is given one.
 */
export async function cloneGuest(
  ctx: ServiceContext,
  source: ScopedGuest,
  request: CloneRequest,
): Promise<CreatedGuest> {
  const earlier = await findEarlier(ctx, request)
  if (earlier) return earlier
  const { resellerId, customerId } = source
  const intent = { id: crypto.randomUUID(), resellerId, customerId }
  const entry = { action: 'guest.clone', subject: source.name, guest: intent, detail: `as ${request.name}` }
  return auditedBegin(ctx, entry, async (auditId) => {
    assertActive(source)
    requireOwnLimits(source)
    await requireUnthrottled(ctx, source)
    const row = newRow(source, intent.id, request)
    await reserveNewGuest(ctx, row, { need: cloneNeed(source) })
    return orderFromHost(ctx, row, {
      auditId,
      ask: (agent, name) =>
        agent.cloneGuest({
          ...{ name, source: GuestName.parse(source.hostName), hostname: request.name },
          ...{ backend: null, keepKeys: request.keepKeys, idempotencyKey: createKey(row.id) },
        }),
    }).catch((error: unknown) => {
      throw errorInPanelWords(error, source)
    })
  })
}

function newRow(source: ScopedGuest, id: string, { name, requestKey }: CloneRequest) {
  const { hostId, resellerId, customerId, planId, templateId, trafficBytes } = source
  return {
    ...{ id, name, requestKey, hostname: name, hostName: newHostName(name) },
    ...{ hostId, resellerId, customerId, planId, templateId, trafficBytes },
    ...toColumns(fromColumns(source)),
  }
}
