import { VserverError } from '@vserver/core/errors'
import { GuestName } from '@vserver/core/guest/model'
import type { GuestVerb } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import type { ScopedGuest } from './in-scope.ts'

/** Begins a verb on the host; how it goes on is the operation's matter. */
export function act(
  ctx: ServiceContext,
  guest: ScopedGuest,
  verb: Exclude<GuestVerb, 'delete'>,
): Promise<{ operationId: string }> {
  return audited(ctx, { action: `guest.${verb}`, subject: guest.name, guest }, async () => {
    assertActive(guest)
    const { agent } = hubOf(ctx, guest.hostId)
    const operation = await agent.actOnGuest(verb, { name: GuestName.parse(guest.hostName) })
    const { hostId, id: guestId } = guest
    await mirrorOperation(ctx.db, operation, { hostId, guestId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}

export function assertActive({ life, name }: Pick<ScopedGuest, 'life' | 'name'>): void {
  if (life === 'active') return
  throw new VserverError('INVALID_STATE', `The guest is ${life}.`, {
    subject: name,
    hint: life === 'creating' ? 'It is still being made; wait for the end.' : 'It is being deleted.',
  })
}
