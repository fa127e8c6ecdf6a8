import type { HostNetwork } from '@vserver/core/network/model'
import type { ServiceContext } from '../../context.ts'
import { hubOf } from './hub-of.ts'
import type { HostRef } from './in-scope.ts'

/** What a host can do for networks of guests, found out by trying, and its own addresses. */
export function getHostNetwork(ctx: ServiceContext, { id }: HostRef): Promise<HostNetwork> {
  return hubOf(ctx, id).agent.hostNetwork()
}
