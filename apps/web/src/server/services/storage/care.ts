import type { Operation } from '@vserver/core/operation/model'
import type { Storage } from '@vserver/core/storage/model'
import type { Agent, StorageCare } from '../../agent/agent.ts'
import type { ServiceContext } from '../../context.ts'
import { audited, auditedBegin } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import type { HostRef } from '../host/in-scope.ts'
import { mirrorOperation } from '../operation/mirror.ts'
import type { UnifyAllRequest } from './model.ts'

type Begun = { operationId: string }

/** Writes over a limit of a guest that is made for it, to see whether it holds. */
export function selfTest(ctx: ServiceContext, host: HostRef): Promise<Storage> {
  return audited(ctx, { action: 'storage.selfTest', subject: host.name }, () =>
    hubOf(ctx, host.id).agent.selfTest(),
  )
}

export function careForStorage(ctx: ServiceContext, host: HostRef, work: StorageCare): Promise<Begun> {
  return begin(ctx, host, { action: `storage.${work}` }, (agent) => agent.careForStorage(work))
}

export function unifyAll(ctx: ServiceContext, host: HostRef, request: UnifyAllRequest): Promise<Begun> {
  const { stopRunning, until } = request
  const which = stopRunning ? 'all, stopped for it' : 'those that are stopped'
  const detail = until === null ? which : `${which}, until ${until}`
  return begin(ctx, host, { action: 'storage.unify', detail }, (agent) =>
    agent.unifyAll({ stopRunning, until }),
  )
}

function begin(
  ctx: ServiceContext,
  { id: hostId, name: subject }: HostRef,
  what: { action: string; detail?: string },
  ask: (agent: Agent) => Promise<Operation>,
): Promise<Begun> {
  return auditedBegin(ctx, { ...what, subject }, async (auditId) => {
    const operation = await ask(hubOf(ctx, hostId).agent)
    await mirrorOperation(ctx.db, operation, { hostId, auditId, user: ctx.viewer })
    return { operationId: operation.id }
  })
}
