import { VserverError } from '@vserver/core/errors'
import { t } from '@/language/t.ts'
import type { GuestVerb } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import { runReserved } from '../allowance/running.ts'
import { auditedBegin } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { requireMayRun } from '../suspension/denied.ts'
import { requireTrafficLeft } from '../traffic/denied.ts'
import { askHostOf } from './ask-host-of.ts'
import type { ScopedGuest } from './in-scope.ts'

const NEEDS_TO_RUN: ReadonlySet<GuestVerb> = new Set(['start', 'restart', 'resume', 'takeFormer'])

/** After these a guest runs that did not. */
const STARTS: ReadonlySet<GuestVerb> = new Set(['start', 'restart'])

/** Begins a verb on the host; how it goes on is the operation's matter. */
export function act(
  ctx: ServiceContext,
  guest: ScopedGuest,
  verb: Exclude<GuestVerb, 'delete'>,
): Promise<{ operationId: string }> {
  return auditedBegin(ctx, { action: `guest.${verb}`, subject: guest.name, guest }, async (auditId) => {
    assertActive(guest)
    if (NEEDS_TO_RUN.has(verb)) {
      requireMayRun(guest)
      await requireTrafficLeft(ctx, guest)
    }
    const ask = () => askHostOf(ctx, guest, (agent, name) => agent.actOnGuest(verb, { name }))
    const needsPlace = STARTS.has(verb) && !(verb === 'restart' && runsAlready(ctx, guest))
    const operation = await (needsPlace ? runReserved(ctx.db, guest, ask) : ask())
    const { hostId, id: guestId } = guest
    await mirrorOperation(ctx.db, operation, { hostId, guestId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}

/** It has its place, or is given it when the panel next looks. */
function runsAlready(ctx: ServiceContext, { hostId, hostName }: ScopedGuest): boolean {
  const onHost = hubOf(ctx, hostId).picture.guests.get(hostName)
  return onHost?.state === 'running' && onHost.desired === 'running'
}

export function assertActive({
  life,
  name,
  binnedAt,
}: Pick<ScopedGuest, 'life' | 'name' | 'binnedAt'>): void {
  if (life === 'active' && binnedAt !== null)
    throw new VserverError('INVALID_STATE', 'The guest is in the bin.', {
      subject: name,
      hint: t('It is in the bin; take it out first.'),
    })
  if (life === 'active') return
  throw new VserverError('INVALID_STATE', `The guest is ${life}.`, {
    subject: name,
    hint: life === 'creating' ? t('It is still being made; wait for the end.') : t('It is being deleted.'),
  })
}
