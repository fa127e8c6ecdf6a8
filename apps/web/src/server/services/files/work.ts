import type { GuestName } from '@vserver/core/guest/model'
import type { Operation } from '@vserver/core/operation/model'
import type { Backend } from '@vserver/core/storage/model'
import type { Agent, FilesVerb } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { mirrorOperation } from '../operation/mirror.ts'

export type Begun = { operationId: string }

export function unifyGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { stopFirst }: { stopFirst: boolean },
): Promise<Begun> {
  const what = { action: 'guest.unify', ...(stopFirst ? { detail: 'stopped for it' } : {}) }
  return begin(ctx, guest, what, (agent, name) => agent.unifyGuest(name, { stopFirst }))
}

export function workOnFiles(ctx: ServiceContext, guest: ScopedGuest, verb: FilesVerb): Promise<Begun> {
  return begin(ctx, guest, { action: `guest.${verb}` }, (agent, name) => agent.actOnFiles(verb, name))
}

export function convertGuest(ctx: ServiceContext, guest: ScopedGuest, backend: Backend): Promise<Begun> {
  const what = { action: 'guest.convert', detail: `to ${backend}` }
  return begin(ctx, guest, what, (agent, name) => agent.convertGuest(name, backend))
}

function begin(
  ctx: ServiceContext,
  guest: ScopedGuest,
  what: { action: string; detail?: string },
  ask: (agent: Agent, name: GuestName) => Promise<Operation>,
): Promise<Begun> {
  return auditedBegin(ctx, { ...what, subject: guest.name, guest }, async (auditId) => {
    assertActive(guest)
    const operation = await askHostOf(ctx, guest, ask)
    const { id: guestId, hostId } = guest
    await mirrorOperation(ctx.db, operation, { hostId, guestId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}
