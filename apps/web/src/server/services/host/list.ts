import type { ServiceContext } from '../../context.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'
import type { HostView } from './model.ts'

export async function listHosts(ctx: ServiceContext): Promise<HostView[]> {
  const rows = await ctx.db.host.findMany({ orderBy: { name: 'asc' } })
  return Promise.all(rows.map(({ id, name }) => viewHost(ctx, { id, name })))
}

export function getHost(ctx: ServiceContext, { id, name }: HostRef): Promise<HostView> {
  return viewHost(ctx, { id, name })
}

/** A host that does not answer is a row with a reason, not a failed page. */
async function viewHost(ctx: ServiceContext, host: { id: string; name: string }): Promise<HostView> {
  try {
    const info = await hubOf(ctx, host.id).agent.info()
    return { ...host, reachable: true, message: null, info }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...host, reachable: false, message, info: null }
  }
}
