import { VserverError } from '@vserver/core/errors'
import { TemplateRef } from '@vserver/core/template/model'
import { t } from '@/language/t.ts'
import type { ServiceContext } from '../../context.ts'
import { auditedBegin } from '../audit/audited.ts'
import { assertActive } from '../guest/act.ts'
import { askHostOf } from '../guest/ask-host-of.ts'
import { assertHostReady } from '../guest/create-checks.ts'
import type { ScopedGuest } from '../guest/in-scope.ts'
import { hubOf } from '../host/hub-of.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import { requireMayRun } from '../suspension/denied.ts'
import { requireTrafficLeft } from '../traffic/denied.ts'

type Request = { templateId: string; confirmName: string }

/** Fresh files; what it is called, has and belongs to stays, and so does what was sold. */
export function reinstallGuest(
  ctx: ServiceContext,
  guest: ScopedGuest,
  { templateId, confirmName }: Request,
): Promise<{ operationId: string }> {
  if (confirmName !== guest.name)
    throw new VserverError('INVALID_INPUT', 'The confirmation is not the name of the guest.', {
      subject: guest.name,
      hint: t('Type {name} to reinstall it.', { name: guest.name }),
    })
  const entry = { action: 'guest.reinstall', subject: guest.name, guest, detail: `from ${templateId}` }
  return auditedBegin(ctx, entry, async (auditId) => {
    assertActive(guest)
    requireMayRun(guest)
    await requireTrafficLeft(ctx, guest)
    assertHostReady(hubOf(ctx, guest.hostId), templateId)
    const template = TemplateRef.parse(templateId)
    const operation = await askHostOf(ctx, guest, (agent, name) => agent.reinstallGuest({ name, template }))
    const { hostId, id: guestId } = guest
    await mirrorOperation(ctx.db, operation, { hostId, guestId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}

export type ReinstallChoice = { id: string; label: string }

/** Those that are ready on its host; who may not read templates otherwise sees no more of them than this. */
export function listReinstallChoices(ctx: ServiceContext, guest: ScopedGuest): ReinstallChoice[] {
  const { templates } = hubOf(ctx, guest.hostId).picture
  return templates.filter(({ state }) => state === 'ready').map(({ id, label }) => ({ id, label }))
}
