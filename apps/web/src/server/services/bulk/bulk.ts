import path from 'node:path'
import type { BulkAsk, BulkPermit, BulkPermitId } from '@vserver/core/bulk/model'
import type { ServiceContext } from '../../context.ts'
import { audited } from '../audit/audited.ts'
import { hubOf } from '../host/hub-of.ts'
import type { HostRef } from '../host/in-scope.ts'
import type { BulkView } from './model.ts'

/** Newest first. */
export async function listBulk(ctx: ServiceContext, host: HostRef): Promise<BulkView[]> {
  const permits = await hubOf(ctx, host.id).agent.listBulkPermits()
  return permits.map((permit) => toView(permit, host))
}

/** Only asks: nothing in the panel can confirm. */
export function askBulk(ctx: ServiceContext, host: HostRef, input: BulkAsk): Promise<BulkView> {
  const detail = `${input.kind} ${input.count} guests within ${input.minutes} minutes`
  return audited(ctx, { action: 'bulk.ask', subject: host.name, detail }, async () =>
    toView(await hubOf(ctx, host.id).agent.askBulkPermit(input), host),
  )
}

export function withdrawBulk(ctx: ServiceContext, host: HostRef, id: BulkPermitId): Promise<BulkView[]> {
  return audited(ctx, { action: 'bulk.withdraw', subject: host.name, detail: `permit ${id}` }, async () => {
    await hubOf(ctx, host.id).agent.withdrawBulkPermit(id)
    return listBulk(ctx, host)
  })
}

/** The agent's socket is RUN/agent/agent.sock, and RUN of an installation is /run/NAME. */
function toView(permit: BulkPermit, { socketPath }: HostRef): BulkView {
  const run = path.dirname(path.dirname(socketPath))
  const instance = path.basename(run)
  const command =
    run === `/run/${instance}`
      ? `/usr/local/lib/${instance}/programs/vs-confirm --instance ${instance} ${permit.id}`
      : `vs-confirm --run ${run} ${permit.id}`
  return { ...permit, command }
}
